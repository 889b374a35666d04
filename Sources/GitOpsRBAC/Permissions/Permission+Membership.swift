import GitOpsManifest

extension Permission {
    /// Whether a request is among those that this permission stands for.
    public func contains(_ attributes: SubjectAccessReview.Attributes) -> Bool {
        switch (target, attributes) {
        case (.resources(let selection), .resource(let attributes)):
            namespaces.contains(attributes.namespace) && verbs.contains(attributes.verb)
                && selection.groups.contains(attributes.group) && selection.resources.contains(attributes.resource)
                && selection.subresources.contains(attributes.subresource) && selection.names.contains(attributes.name)
        case (.paths(let paths), .nonResource(let attributes)):
            verbs.contains(attributes.verb) && Self.covers(paths.pattern, attributes.path)
                && !paths.exceptions.contains { Self.covers($0, attributes.path) }
        default: false
        }
    }

    private static func covers(_ pattern: String, _ path: String) -> Bool {
        PathBox.Pattern(pattern.utf8).covers(.exactly(path))
    }
}

extension PathBox.Pattern {
    /// A path alone, even if it ends with a star.
    static func exactly(_ path: String) -> PathBox.Pattern {
        var pattern = PathBox.Pattern([])
        pattern.bytes = Array(path.utf8)
        return pattern
    }
}
