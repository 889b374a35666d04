/// What the server's Pod Security plugin answers to a request.
public struct PodSecurityResponse: Sendable {
    /// Why the request is refused; `nil` when it is not.
    public internal(set) var refusal: Refusal?
    /// What the client is warned of.
    public internal(set) var warnings: [String] = []
    /// What is added to the audit log, without the prefix `pod-security.kubernetes.io/` of the names.
    public internal(set) var auditAnnotations: [String: String] = [:]
    /// What the standard to enforce says about the pod. `nil` for workloads, whose pods are refused only once they are
    /// made, and for requests that are not looked at.
    public internal(set) var enforced: PodSecurityResult?
    /// What the standard of the audit log says; `nil` for requests that are not looked at.
    public internal(set) var audited: PodSecurityResult?
    /// What the standard of warnings says; `nil` when the request is refused, or not looked at.
    public internal(set) var warned: PodSecurityResult?

    /// Whether the request passes.
    public var isAllowed: Bool { refusal == nil }

    /// Why a request is refused.
    public struct Refusal: Sendable, Hashable {
        /// The status of the answer.
        public let code: Int
        /// The reason of the status: `Forbidden`.
        public let reason: String
        /// What the client reads: `pods "web" is forbidden: violates PodSecurity "baseline:latest": …`.
        public let message: String
    }

    static let allowed = PodSecurityResponse()

    static func exempt(_ reason: String) -> PodSecurityResponse {
        PodSecurityResponse(auditAnnotations: ["exempt": reason])
    }

    /// An answer to a request that could not be understood.
    static func error(_ reason: String, code: Int, _ message: String, detail: String?) -> PodSecurityResponse {
        PodSecurityResponse(
            refusal: Refusal(code: code, reason: reason, message: message),
            auditAnnotations: ["error": detail.map { "\(message): \($0)" } ?? message])
    }
}

extension PodSecurityResponse.Refusal: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
