import GitOpsManifest

/// What the API server answers to a request.
public struct AdmissionResponse: Sendable, Hashable {
    /// Whether the object is stored.
    public var isAllowed: Bool
    /// Why it is not; `nil` when it is.
    public var status: Status?
    /// What the client is warned of, in order.
    public var warnings: [String]
    /// What is written to the audit log, by key.
    public var auditAnnotations: [String: String]

    /// The change of the object as JSON (RFC 6902); `nil` when it is stored as it is.
    public var patch: [UInt8]?

    /// Why a request is refused.
    ///
    /// Source: `metav1.Status`.
    public struct Status: Sendable, Hashable {
        /// The HTTP status, 422.
        public var code: Int
        /// `Invalid`, `Forbidden` …
        public var reason: String
        /// What the client is told.
        public var message: String
        /// The causes, which are part of the message.
        public var causes: [String]
        /// The object that is refused; `nil` when it is about none.
        public var object: RefusedObject?

        /// A status from its parts.
        public init(
            code: Int, reason: String, message: String, causes: [String] = [], object: RefusedObject? = nil
        ) {
            self.code = code
            self.reason = reason
            self.message = message
            self.causes = causes
            self.object = object
        }
    }

    /// An object as the details of a status name it.
    ///
    /// Source: `metav1.StatusDetails`.
    public struct RefusedObject: Sendable, Hashable {
        /// The API group; empty for the core group.
        public var group: String
        /// The resource, `deployments`.
        public var resource: String
        /// Its name, or what the server calls it.
        public var name: String

        /// An object from its parts.
        public init(group: String, resource: String, name: String) {
            self.group = group
            self.resource = resource
            self.name = name
        }
    }

    /// A response from its parts.
    public init(
        isAllowed: Bool = true, status: Status? = nil, warnings: [String] = [],
        auditAnnotations: [String: String] = [:], patch: [UInt8]? = nil
    ) {
        self.isAllowed = isAllowed
        self.status = status
        self.warnings = warnings
        self.auditAnnotations = auditAnnotations
        self.patch = patch
    }
}

extension AdmissionResponse {
    /// What follows from the entries of a request.
    ///
    /// What is unknown is refused unless the policy's failures are ignored: a policy that cannot be judged fails.
    ///
    /// Source: `Dispatch` in `k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go`.
    init(_ entries: [LedgerEntry], _ set: PolicySet, request: AdmissionRequest) {
        self.init()
        var assembly = ResponseAssembly()
        for entry in entries { assembly.add(entry, set) }
        warnings = assembly.warnings
        auditAnnotations = assembly.annotations
        if let value = assembly.failureAnnotation { auditAnnotations[ResponseAssembly.failureKey] = value }
        guard let denial = assembly.denial else { return }
        isAllowed = false
        let reason = denial.reason.isEmpty ? "Invalid" : denial.reason
        status = Status(
            code: Self.code(reason), reason: reason, message: "\(request.subjectText) is forbidden: \(denial.message)",
            causes: [denial.message],
            object: RefusedObject(
                group: request.resource.group, resource: request.resource.resource, name: request.subjectName))
    }

    /// Source: `reasonToCode` in `validating/policy_decision.go`.
    private static func code(_ reason: String) -> Int {
        switch reason {
        case "Forbidden": 403
        case "Unauthorized": 401
        case "RequestEntityTooLarge": 413
        default: 422
        }
    }
}

/// Puts a response together, entry by entry.
private struct ResponseAssembly {
    static let failureKey = "validation.policy.admission.k8s.io/validation_failure"
    /// More failures are not written to the audit log. Source: `maxValidationFailures` in `validating/dispatcher.go`.
    private static let failureLimit = 50

    private(set) var denial: (message: String, reason: String)?
    private(set) var warnings: [String] = []
    private(set) var annotations: [String: String] = [:]
    private var failures: [String] = []

    var failureAnnotation: String? {
        failures.isEmpty ? nil : "[\(failures.prefix(Self.failureLimit).joined(separator: ","))]"
    }

    mutating func add(_ entry: LedgerEntry, _ set: PolicySet) {
        let policy = set.policies[entry.policy]
        switch entry.outcome {
        case .unmatched, .unbound: break
        case .unknown(let issues):
            let messages = issues.compactMap(\.serverMessage)
            if messages.count == issues.count, !issues.isEmpty {
                return addErrors(of: messages, set.bindings[entry.policy], policy)
            }
            let reason = issues.first.map { "\($0)" } ?? "it could not be read"
            deny("failed to configure policy: \(reason)", policy, nil, unless: policy.failurePolicy == .ignore)
        case .undecided(let reason):
            deny("failed to configure policy: \(reason)", policy, nil, unless: policy.failurePolicy == .ignore)
        case .matched(let bindings):
            var values: [(key: String, values: [String])] = []
            let position = entry.policy
            for entry in bindings {
                add(entry, set.bindings[position][entry.binding], policy, &values)
            }
            for (key, texts) in values { annotations["\(policy.name)/\(key)"] = texts.joined(separator: ", ") }
        }
    }

    private mutating func add(
        _ entry: LedgerEntry.BindingEntry, _ binding: ValidatingAdmissionPolicyBinding,
        _ policy: ValidatingAdmissionPolicy, _ values: inout [(key: String, values: [String])]
    ) {
        switch entry.outcome {
        case .unmatched, .withoutParams: break
        case .misconfigured(let decision) where decision.isAboutPolicy:
            let isIgnored = !decision.denies || decision.exception != nil
            deny(decision.message, policy, nil, reason: decision.reason, unless: isIgnored)
        case .misconfigured(let decision): add(decision, binding, policy)
        case .unknown(let reason):
            deny("failed to configure binding: \(reason)", policy, binding, unless: policy.failurePolicy == .ignore)
        case .evaluated(let evaluations):
            for evaluation in evaluations {
                for decision in evaluation.decisions {
                    if decision.evaluation == .unknown {
                        let isIgnored = policy.failurePolicy == .ignore
                        deny("failed to configure binding: \(decision.message)", policy, binding, unless: isIgnored)
                    } else {
                        add(decision, binding, policy)
                    }
                }
                for annotation in evaluation.annotations {
                    let position = values.firstIndex { $0.key.hasSameBytes(as: annotation.key) } ?? values.count
                    if position == values.count { values.append((annotation.key, [])) }
                    if !values[position].values.contains(annotation.value) {
                        values[position].values.append(annotation.value)
                    }
                }
            }
        }
    }

    /// The server evaluates policies with expressions that do not compile, each of which is an error. Whether a binding
    /// is about the object was not looked at, so that all of them count.
    private mutating func addErrors(
        of messages: [String], _ bindings: [ValidatingAdmissionPolicyBinding], _ policy: ValidatingAdmissionPolicy
    ) {
        for binding in bindings {
            for (index, message) in messages.enumerated() where !messages[..<index].contains(message) {
                add(.failure("compilation error: \(message)", policy.failurePolicy), binding, policy)
            }
        }
    }

    private mutating func add(
        _ decision: PolicyDecision, _ binding: ValidatingAdmissionPolicyBinding, _ policy: ValidatingAdmissionPolicy
    ) {
        guard decision.denies, decision.exception == nil else { return }
        if decision.isUnconditional {
            return deny(decision.message, policy, binding, reason: decision.reason, unless: false)
        }
        for action in binding.actions {
            switch action {
            case .deny: deny(decision.message, policy, binding, reason: decision.reason, unless: false)
            case .warn:
                warn(
                    "Validation failed for ValidatingAdmissionPolicy '\(policy.name)' with binding '\(binding.name)': "
                        + decision.message)
            case .audit: failures.append(Self.failure(decision, binding, policy))
            }
        }
    }

    /// A client is told the same thing once. What is too long is cut by the server, by all it has to tell.
    ///
    /// Source: `k8s.io/apiserver/pkg/endpoints/filters/warning.go`.
    private mutating func warn(_ text: String) {
        if !warnings.contains(where: { $0.hasSameBytes(as: text) }) { warnings.append(text) }
    }

    private mutating func deny(
        _ message: String, _ policy: ValidatingAdmissionPolicy, _ binding: ValidatingAdmissionPolicyBinding?,
        reason: String = "", unless isIgnored: Bool
    ) {
        guard denial == nil, !isIgnored else { return }
        let name = binding.map { " with binding '\($0.name)'" } ?? ""
        denial = ("ValidatingAdmissionPolicy '\(policy.name)'\(name) denied request: \(message)", reason)
    }

    /// Source: `ValidationFailureValue` in `validating/dispatcher.go`.
    private static func failure(
        _ decision: PolicyDecision, _ binding: ValidatingAdmissionPolicyBinding, _ policy: ValidatingAdmissionPolicy
    ) -> String {
        let actions = binding.actions.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        return "{\"message\":\(quoted(decision.message)),\"policy\":\(quoted(policy.name)),"
            + "\"binding\":\(quoted(binding.name)),\"expressionIndex\":\(decision.validation ?? 0),"
            + "\"validationActions\":[\(actions)]}"
    }

    /// Go's JSON can stand in a page.
    private static func quoted(_ text: String) -> String {
        JSONWriter.quoted(text).unicodeScalars.reduce(into: "") { output, scalar in
            switch scalar {
            case "<": output += "\\u003c"
            case ">": output += "\\u003e"
            case "&": output += "\\u0026"
            default: output.unicodeScalars.append(scalar)
            }
        }
    }
}
