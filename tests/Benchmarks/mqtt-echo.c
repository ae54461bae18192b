/*
 * The bare exchange that "reactive bench mqtt" compares itself with: libmosquitto, two connections, nothing else.
 *
 *   gcc -O2 mqtt-echo.c -lmosquitto -lpthread -o mqtt-echo && ./mqtt-echo PORT RATE COUNT FLOOD ACKNOWLEDGED
 *
 * It prints, on one line: the round trip's p50 and p99 in microseconds (COUNT messages of QoS 0 at RATE a second, from one connection to the other and
 * back), then messages a second: FLOOD of QoS 0, ACKNOWLEDGED of QoS 1 on MQTT 3.1.1 and on MQTT 5, each until the broker has acknowledged the last.
 */
#include <mosquitto.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WARM_UP 200
#define WINDOW 256

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int connected, subscribed, in_flight, acknowledged, returned;
static int64_t *trips;

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

static void on_publish(struct mosquitto *m, void *u, int mid)
{
	(void)m; (void)u; (void)mid;
	pthread_mutex_lock(&gate);
	acknowledged++;
	in_flight--;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&gate);
}

static void on_echo(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)u;
	mosquitto_publish(m, NULL, "pong", message->payloadlen, message->payload, 0, false);
}

static void on_return(struct mosquitto *m, void *u, const struct mosquitto_message *message)
{
	(void)m; (void)u;
	int64_t sent;
	memcpy(&sent, message->payload, sizeof sent);
	trips[returned] = now() - sent;
	change(&returned, 1);
}

static struct mosquitto *open_line(int port, int version, const char *filter, void (*on_message)(struct mosquitto *, void *, const struct mosquitto_message *))
{
	struct mosquitto *m = mosquitto_new(NULL, true, NULL);
	mosquitto_int_option(m, MOSQ_OPT_PROTOCOL_VERSION, version);
	mosquitto_int_option(m, MOSQ_OPT_TCP_NODELAY, 1);
	mosquitto_max_inflight_messages_set(m, WINDOW);
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
		mosquitto_subscribe(m, NULL, filter, 0);
		await(&subscribed, subscriptions + 1);
	}

	return m;
}

static void close_line(struct mosquitto *m)
{
	mosquitto_disconnect(m);
	mosquitto_loop_stop(m, false);
	mosquitto_destroy(m);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static double flood(int port, int version, int qos, int count)
{
	struct mosquitto *m = open_line(port, version, NULL, NULL);
	mosquitto_publish_callback_set(m, on_publish);
	char payload[64] = {0};
	acknowledged = in_flight = 0;
	int64_t begun = now();
	for (int i = 0; i < count; i++)
	{
		if (qos > 0)
		{
			pthread_mutex_lock(&gate);
			while (in_flight >= WINDOW)
				pthread_cond_wait(&changed, &gate);
			in_flight++;
			pthread_mutex_unlock(&gate);
		}

		mosquitto_publish(m, NULL, "flood", sizeof payload, payload, i == count - 1 ? 1 : qos, false);
	}

	await(&acknowledged, count);
	double seconds = (now() - begun) / 1e9;
	close_line(m);
	return count / seconds;
}

int main(int argc, char **argv)
{
	if (argc != 6)
		return 1;
	int port = atoi(argv[1]), rate = atoi(argv[2]), count = atoi(argv[3]) + WARM_UP;
	trips = calloc(count, sizeof *trips);
	mosquitto_lib_init();
	struct mosquitto *echo = open_line(port, MQTT_PROTOCOL_V311, "ping", on_echo);
	struct mosquitto *source = open_line(port, MQTT_PROTOCOL_V311, "pong", on_return);
	int64_t due = now();
	for (int i = 0; i < count; i++)
	{
		due += 1000000000LL / rate;
		struct timespec until = {due / 1000000000LL, due % 1000000000LL};
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
		char payload[64] = {0};
		int64_t sent = now();
		memcpy(payload, &sent, sizeof sent);
		mosquitto_publish(source, NULL, "ping", sizeof payload, payload, 0, false);
	}

	await(&returned, count);
	close_line(source);
	close_line(echo);
	qsort(trips + WARM_UP, count - WARM_UP, sizeof *trips, by_size);
	int measured = count - WARM_UP;
	double p50 = trips[WARM_UP + measured / 2] / 1e3, p99 = trips[WARM_UP + measured * 99 / 100] / 1e3;
	double qos0 = flood(port, MQTT_PROTOCOL_V311, 0, atoi(argv[4]));
	double qos1 = flood(port, MQTT_PROTOCOL_V311, 1, atoi(argv[5]));
	double qos1v5 = flood(port, MQTT_PROTOCOL_V5, 1, atoi(argv[5]));
	printf("%.1f %.1f %.0f %.0f %.0f\n", p50, p99, qos0, qos1, qos1v5);
	return 0;
}
