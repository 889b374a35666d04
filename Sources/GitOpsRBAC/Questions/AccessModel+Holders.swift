extension AccessModel {
    /// Who may do something.
    ///
    /// A request without a namespace is one for a resource of the cluster or for all namespaces at once, which no
    /// RoleBinding allows; ask ``whoCanAnywhere(_:)`` for those who may do it in some namespace.
    ///
    /// Complexity: O(rules that allow it + grants found · log), whatever the size of the model.
    public func whoCan(_ attributes: SubjectAccessReview.Attributes) -> AccessHolders { whoCan(prepare(attributes)) }

    /// Who may do something with a resource.
    public func whoCan(_ attributes: ResourceAttributes) -> AccessHolders { whoCan(.resource(attributes)) }

    /// Who may do something that has been prepared.
    public func whoCan(_ action: PreparedAction) -> AccessHolders {
        AccessHolders(index: index, holdings: index.holdings(action, inAnyNamespace: false))
    }

    /// Who may do something with a resource in the whole cluster or in some namespace; ``Grant/namespace`` tells in
    /// which. The namespace of the question takes no part.
    public func whoCanAnywhere(_ attributes: ResourceAttributes) -> AccessHolders {
        AccessHolders(index: index, holdings: index.holdings(prepare(.resource(attributes)), inAnyNamespace: true))
    }
}
