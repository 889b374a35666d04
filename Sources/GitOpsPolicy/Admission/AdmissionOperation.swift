/// What a request does to an object.
///
/// Source: `k8s.io/api/admission/v1`, `Operation`.
public enum AdmissionOperation: String, Sendable, Hashable, CaseIterable {
    /// The object is new.
    case create = "CREATE"
    /// The object is there and changes.
    case update = "UPDATE"
    /// The object goes.
    case delete = "DELETE"
    /// A connection to a subresource such as `pods/exec`; no manifest causes it.
    case connect = "CONNECT"
}
