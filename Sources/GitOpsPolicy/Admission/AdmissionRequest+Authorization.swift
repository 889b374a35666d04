import GitOpsCEL
import GitOpsRBAC

extension AdmissionRequest {
    /// What expressions ask by `authorizer`, answered by the roles of a cluster; `nil` when nobody told who asks.
    func authorizer(_ access: AccessModel) -> ExpressionAuthorizer? {
        guard let user else { return nil }
        return ExpressionAuthorizer { question in
            let decision = access.decision(on: Self.review(question, requester: user))
            return AuthorizationAnswer(isAllowed: decision.isAllowed, reason: decision.grant?.description ?? "")
        }
    }

    /// The resource that `authorizer.requestResource` starts from.
    var authorizationResource: AuthorizationResource {
        var result = AuthorizationResource(group: resource.group, resource: resource.resource)
        result.subresource = subresource
        result.namespace = namespace
        result.name = name
        return result
    }

    /// Selectors are left out, as the RBAC authorizer leaves them out.
    private static func review(_ question: AuthorizationQuestion, requester: UserInfo) -> SubjectAccessReview {
        let attributes: SubjectAccessReview.Attributes =
            switch question.target {
            case .path(let path): .nonResource(NonResourceAttributes(verb: question.verb, path: path))
            case .resource(let resource):
                .resource(
                    ResourceAttributes(
                        verb: question.verb, group: resource.group, resource: resource.resource,
                        subresource: resource.subresource, namespace: resource.namespace, name: resource.name))
            }
        switch question.subject {
        case .requester:
            return SubjectAccessReview(user: requester.username, groups: requester.groups, attributes: attributes)
        case .serviceAccount(let namespace, let name):
            // The groups that `serviceaccount.UserInfo` of k8s.io/apiserver gives it, and no others.
            return SubjectAccessReview(
                user: "system:serviceaccount:\(namespace):\(name)",
                groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"], attributes: attributes)
        }
    }
}
