namespace Reactive.Signals.Specs;

/// <summary>The keys of the lists of a connection whose actions call contacts: rules read them to say who is called.</summary>
public static class ContactKeys
{
    /// <summary>The list of accounts. A contact that names none is called by the first.</summary>
    public const string Accounts = "accounts";

    /// <summary>The list of contacts.</summary>
    public const string Contacts = "contacts";

    /// <summary>The address of a contact.</summary>
    public const string Address = "address";

    /// <summary>The account that calls it.</summary>
    public const string Account = "account";

    /// <summary>The condition under which it is available.</summary>
    public const string When = "when";

    /// <summary>The contact that is called where it is not available, or does not answer.</summary>
    public const string Fallback = "fallback";

    /// <summary>Of the action: how long it may ring.</summary>
    public const string Ring = "ring";

    /// <summary>Of the action: how long the call may last.</summary>
    public const string AtMost = "at-most";
}
