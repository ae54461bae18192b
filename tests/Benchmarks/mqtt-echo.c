/*
 * What "reactive bench mqtt" compares itself with: libmosquitto on MQTT 3.1.1, two connections, nothing else. And the clients that it is measured with.
 *
 *   gcc -O2 mqtt-echo.c -lmosquitto -lpthread -o mqtt-echo
 *   ./mqtt-echo PORT pass BYTES RATE COUNT   COUNT messages of QoS 0 from one connection to another, RATE a second: their p50 and p99 in microseconds
 *   ./mqtt-echo PORT echo BYTES RATE COUNT   the same there and back, the second connection sending back what it gets
 *   ./mqtt-echo PORT trip BYTES RATE COUNT   the same, with somebody else who answers on "pong" what comes on "ping"
 *   ./mqtt-echo PORT flood BYTES COUNT       COUNT messages of QoS 0 as fast as they are taken: messages a second at the subscriber
 *   ./mqtt-echo PORT listen                  says "ready"; then, once something comes on "end", the "n" of each message on "out" and when it came (ns of the monotonic clock)
 */
#define _GNU_SOURCE
#include <mosquitto.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WARM_UP 200
#define MOST 4000000
#define MOST_BYTES 4096
#define AHEAD 10000

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int connected, subscribed, came, ended;
static int64_t *times;
static int64_t *numbers;

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void change(int *counter, int by)
{
	pthread_mutex_lock(&gate);
	*counter += by;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&gate);
}

static void await(int *counter, int least)
{
	pthread_mutex_lock(&gate);
	while (*counter < least)
		pthread_cond_wait(&changed, &gate);
	pthread_mutex_unlock(&gate);
}

static void on_connect(struct mosquitto *m, void *u, int rc)
{
	(void)m; (void)u;
	if (rc != 0)
		exit(2);
	change(&connected, 1);
}

static void on_subscribe(struct mosquitto *m, void *u, int mid, int count, const int *qos)
{
	(void)m; (void)u; (void)mid; (void)count; (void)qos;
	change(&subscribed, 1);
}

static void on_echo(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)u;
	mosquitto_publish(m, NULL, "pong", message->payloadlen, message->payload, 0, false);
}

/* messages on one topic come in the order in which they went out: the next is the oldest */
static void on_return(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)m; (void)u; (void)message;
	times[came] = now() - numbers[came];
	change(&came, 1);
}

static void on_flood(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)m; (void)u; (void)message;
	times[came] = now();
	change(&came, 1);
}

static void on_heard(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)m; (void)u;
	if (strcmp(message->topic, "end") == 0)
	{
		change(&ended, 1);
		return;
	}

	const char *n = memmem(message->payload, message->payloadlen, "\"n\":", 4);
	if (came == MOST)
		return;
	numbers[came] = n == NULL ? 0 : atoll(n + 4);
	times[came] = now();
	came++;
}

static struct mosquitto *open_line(int port, const char *filter, void (*on_message)(struct mosquitto *, void *, const struct mosquitto_message *))
{
	struct mosquitto *m = mosquitto_new(NULL, true, NULL);
	mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_connect_callback_set(m, on_connect);
	mosquitto_subscribe_callback_set(m, on_subscribe);
	mosquitto_message_callback_set(m, on_message);
	int before = connected, subscriptions = subscribed;
	if (mosquitto_connect(m, "127.0.0.1", port, 60) != 0)
		exit(2);
	mosquitto_loop_start(m);
	await(&connected, before + 1);
	if (filter != NULL)
	{
		mosquitto_subscribe(m, NULL, filter, 1);
		await(&subscribed, subscriptions + 1);
	}

	return m;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void paced(struct mosquitto *m, const char *topic, int bytes, int rate, int count)
{
	char payload[MOST_BYTES] = {0};
	memset(payload, 'x', sizeof payload);
	count += WARM_UP;
	int64_t due = now();
	for (int i = 0; i < count; i++)
	{
		due += 1000000000LL / rate;
		struct timespec until = {due / 1000000000LL, due % 1000000000LL};
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
		numbers[i] = now();
		mosquitto_publish(m, NULL, topic, bytes, payload, 0, false);
	}

	await(&came, count);
	qsort(times + WARM_UP, count - WARM_UP, sizeof *times, by_size);
	int measured = count - WARM_UP;
	printf("%.1f %.1f\n", times[WARM_UP + measured / 2] / 1e3, times[WARM_UP + measured * 99 / 100] / 1e3);
}

/* never so far ahead of the subscriber that the broker would drop messages */
static void flood(struct mosquitto *m, int bytes, int count)
{
	char payload[MOST_BYTES] = {0};
	memset(payload, 'x', sizeof payload);
	for (int i = 0; i < count; i++)
	{
		if (i % 100 == 0)
			await(&came, i - AHEAD);
		mosquitto_publish(m, NULL, "out", bytes, payload, 0, false);
	}

	await(&came, count);
	printf("%.0f\n", (count - 1) * 1e9 / (times[count - 1] - times[0]));
}

static void listen_to(int port)
{
	struct mosquitto *m = open_line(port, "out", on_heard);
	int before = subscribed;
	mosquitto_subscribe(m, NULL, "end", 1);
	await(&subscribed, before + 1);
	printf("ready\n");
	fflush(stdout);
	await(&ended, 1);
	for (int i = 0; i < came; i++)
		printf("%lld %lld\n", (long long)numbers[i], (long long)times[i]);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 1;
	int port = atoi(argv[1]);
	const char *what = argv[2];
	times = calloc(MOST, sizeof *times);
	numbers = calloc(MOST, sizeof *numbers);
	mosquitto_lib_init();
	if (strcmp(what, "listen") == 0)
	{
		listen_to(port);
		return 0;
	}

	int bytes = argc > 3 ? atoi(argv[3]) : 0, last = argc > 5 ? atoi(argv[5]) : argc > 4 ? atoi(argv[4]) : 0;
	if (bytes <= 0 || bytes > MOST_BYTES || last <= 0 || last > MOST - WARM_UP)
		return 1;
	if (strcmp(what, "pass") == 0)
	{
		open_line(port, "out", on_return);
		paced(open_line(port, NULL, NULL), "out", bytes, atoi(argv[4]), last);
	}
	else if (strcmp(what, "echo") == 0)
	{
		open_line(port, "ping", on_echo);
		paced(open_line(port, "pong", on_return), "ping", bytes, atoi(argv[4]), last);
	}
	else if (strcmp(what, "trip") == 0)
	{
		paced(open_line(port, "pong", on_return), "ping", bytes, atoi(argv[4]), last);
	}
	else if (strcmp(what, "flood") == 0)
	{
		open_line(port, "out", on_flood);
		flood(open_line(port, NULL, NULL), bytes, last);
	}
	else
	{
		return 1;
	}

	return 0;
}
