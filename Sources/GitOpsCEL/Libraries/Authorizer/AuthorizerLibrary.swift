/// A question about a path, before its verb is known.
package struct PathCheck: Sendable, Hashable {
    var subject: AuthorizationSubject
    var path: String
}

/// A question about an API group, before its resource is known.
package struct GroupCheck: Sendable, Hashable {
    var subject: AuthorizationSubject
    var group: String
}

/// A question about a resource, before its verb is known.
package struct ResourceCheck: Sendable, Hashable {
    package var subject: AuthorizationSubject
    package var resource: AuthorizationResource

    /// The value of `authorizer.requestResource` is one with the resource of the request.
    package init(subject: AuthorizationSubject, resource: AuthorizationResource) {
        self.subject = subject
        self.resource = resource
    }
}

/// Questions to the authorizer of the cluster.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/authz.go`.
enum AuthorizerLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = AuthorizerFunction(rawValue: function), let first = arguments.first,
            let target = evaluation.libraryValue(first),
            arguments.dropFirst().allSatisfy({ $0.tag == .string })
        else { return evaluation.noSuchOverload() }
        let text = arguments.count > 1 ? arguments[1].text : ""
        switch (target, function, arguments.count) {
        case (.authorizer(let subject), _, 2...):
            return ask(function, subject, text, arguments, in: &evaluation)
        case (.groupCheck(let check), .resource, 2):
            if isBlank(text) { return evaluation.fail(.invalidArgument, "resource must not be empty") }
            let resource = AuthorizationResource(group: check.group, resource: text)
            return evaluation.makeLibraryValue(
                .resourceCheck(ResourceCheck(subject: check.subject, resource: resource)))
        case (.pathCheck(let check), .check, 2):
            return decide(check.subject, text, .path(check.path), in: &evaluation)
        case (.resourceCheck(let check), .check, 2):
            return decide(check.subject, text, .resource(check.resource), in: &evaluation)
        case (.resourceCheck(let check), _, 2): return narrow(check, function, text, in: &evaluation)
        case (.decision(let answer), _, 1): return read(answer, function, in: &evaluation)
        default: return evaluation.noSuchOverload()
        }
    }

    private static func ask(
        _ function: AuthorizerFunction, _ subject: AuthorizationSubject, _ text: String,
        _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        switch (function, arguments.count) {
        case (.path, 2):
            if isBlank(text) { return evaluation.fail(.invalidArgument, "path must not be empty") }
            return evaluation.makeLibraryValue(.pathCheck(PathCheck(subject: subject, path: text)))
        case (.group, 2):
            return evaluation.makeLibraryValue(.groupCheck(GroupCheck(subject: subject, group: text)))
        case (.serviceAccount, 3):
            let name = arguments[2].text
            guard DNSNames.subdomainProblems(name).isEmpty else {
                return evaluation.fail(.invalidArgument, "Invalid service account name")
            }
            guard DNSNames.labelProblems(text).isEmpty else {
                return evaluation.fail(.invalidArgument, "Invalid service account namespace")
            }
            return evaluation.makeLibraryValue(.authorizer(.serviceAccount(namespace: text, name: name)))
        default: return evaluation.noSuchOverload()
        }
    }

    private static func narrow(
        _ check: ResourceCheck, _ function: AuthorizerFunction, _ text: String, in evaluation: inout Evaluation
    ) -> Value {
        var check = check
        switch function {
        case .subresource: check.resource.subresource = text
        case .namespace: check.resource.namespace = text
        case .name: check.resource.name = text
        case .fieldSelector: check.resource.fieldSelector = text
        case .labelSelector: check.resource.labelSelector = text
        default: return evaluation.noSuchOverload()
        }
        return evaluation.makeLibraryValue(.resourceCheck(check))
    }

    private static func decide(
        _ subject: AuthorizationSubject, _ verb: String, _ target: AuthorizationQuestion.Target,
        in evaluation: inout Evaluation
    ) -> Value {
        let question = AuthorizationQuestion(subject: subject, verb: verb, target: target)
        let answer =
            evaluation.authorizer?.decide(question)
            ?? AuthorizationAnswer(isAllowed: false, error: "there is no authorizer to ask")
        return evaluation.makeLibraryValue(.decision(answer))
    }

    private static func read(
        _ answer: AuthorizationAnswer, _ function: AuthorizerFunction, in evaluation: inout Evaluation
    ) -> Value {
        switch function {
        case .allowed: .boolean(answer.isAllowed)
        case .errored: .boolean(answer.error != nil)
        case .error: evaluation.makeString(answer.error ?? "")
        case .reason: evaluation.makeString(answer.reason)
        default: evaluation.noSuchOverload()
        }
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}
