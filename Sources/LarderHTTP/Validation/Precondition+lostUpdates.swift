public import HTTPTypes

extension Precondition {
    /// Whether a request could not have got past ``evaluate(method:request:current:now:)`` if what it changes were not as its sender
    /// knows it: what a server that answers 428 asks for (RFC 6585 §3).
    ///
    /// `If-Match` does it, and `If-None-Match: *` for what the sender believes is not there; a list of tags there names only some of
    /// the states it does not mean. `If-Unmodified-Since` does it where it is a date and the origin knows one to compare it with:
    /// otherwise it is ignored (RFC 9110 §13.1.4).
    public static func preventsLostUpdate(request: HTTPFields, current: Validators?, now: HTTPDate) -> Bool {
        if request.contains(.ifMatch) { return true }
        if request.contains(.ifNoneMatch), EntityTagList(request[values: .ifNoneMatch]) == .any { return true }
        guard current?.lastModified != nil, let since = request[.ifUnmodifiedSince] else { return false }
        return HTTPDate(since, relativeTo: now) != nil
    }
}
