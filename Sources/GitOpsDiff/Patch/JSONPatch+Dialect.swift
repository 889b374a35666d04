extension JSONPatch {
    /// Whose reading of RFC 6902 decides what operations mean.
    public enum Dialect: Sendable, Hashable, CaseIterable {
        /// That of the RFC.
        case rfc6902
        /// That of the API server, in patches of clients, webhooks and mutating policies.
        ///
        /// It takes more, and refuses a few things that the RFC allows:
        /// - An index may have a sign and leading zeros; a negative one counts from the end of the list, and for `add` from the
        ///   end of the list with the new element.
        /// - `replace` adds a member that is not there, and `copy` of one gives null.
        /// - `test` takes a member that is not there for null; where that is not expected, the test does not hold.
        /// - `move` takes the value away before it looks for the place, which then may be in the next element of the list.
        /// - The whole document can be tested and replaced by an object or a list; no other operation takes it.
        ///
        /// Source: https://github.com/evanphx/json-patch, version 4 with its negative indices, which
        /// `k8s.io/apiserver/pkg/endpoints/handlers/patch.go` and `k8s.io/apiserver/pkg/admission` use.
        case kubernetes
    }
}
