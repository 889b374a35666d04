public import GitOpsManifest

/// A choice of objects by what identifies and describes them; a part that is `nil` chooses all.
public struct ObjectSelector: Sendable, Hashable {
    /// The API group; the core group is empty.
    public var group: TextPattern?
    /// The version in the group.
    public var version: TextPattern?
    /// The kind.
    public var kind: TextPattern?
    /// The name.
    public var name: TextPattern?
    /// The namespace; that of objects without one is empty.
    public var namespace: TextPattern?
    /// The labels.
    public var labels: LabelSelector?
    /// The annotations, chosen as labels are.
    public var annotations: LabelSelector?
    /// A label or annotation of this name with this value, in any case of letters.
    public var marker: Marker?

    /// A selector of the given parts; without any, of all objects.
    public init(
        group: TextPattern? = nil, version: TextPattern? = nil, kind: TextPattern? = nil, name: TextPattern? = nil,
        namespace: TextPattern? = nil, labels: LabelSelector? = nil, annotations: LabelSelector? = nil,
        marker: Marker? = nil
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.labels = labels
        self.annotations = annotations
        self.marker = marker
    }

    /// A label or annotation by which an object tells a controller how to treat it.
    public struct Marker: Sendable, Hashable {
        /// The name of the label or annotation.
        public var key: String
        /// The value, compared without regard to the case of letters.
        public var value: String
        /// Whether the live object may carry it too, instead of only the desired one.
        public var mayBeLive: Bool

        /// A marker from its parts.
        public init(key: String, value: String, mayBeLive: Bool = true) {
            self.key = key
            self.value = value
            self.mayBeLive = mayBeLive
        }

        func stands(in object: Node?) -> Bool {
            let metadata = object?["metadata"]
            return ["labels", "annotations"].contains { field in
                metadata?[field]?[key]?.string.map { $0.lowercased() == value.lowercased() } ?? false
            }
        }
    }

    /// Whether the selector chooses an object, given in its states; labels and annotations are those of the desired one
    /// where it is known.
    ///
    /// Complexity: O(members of the object's metadata).
    public func matches(_ id: ResourceID, desired: Node? = nil, live: Node) -> Bool {
        let described = desired ?? live
        let version = { () -> String in
            let text = live["apiVersion"]?.string ?? ""
            return text.lastIndex(of: "/").map { String(text[text.index(after: $0)...]) } ?? text
        }
        if let group, !group.matches(id.group) { return false }
        if let pattern = self.version, !pattern.matches(version()) { return false }
        if let kind, !kind.matches(id.kind) { return false }
        if let name, !name.matches(id.name) { return false }
        if let namespace, !namespace.matches(id.namespace ?? "") { return false }
        if let labels, !labels.matches({ described["metadata"]?["labels"]?[$0]?.string }) { return false }
        if let annotations, !annotations.matches({ described["metadata"]?["annotations"]?[$0]?.string }) {
            return false
        }
        if let marker { return marker.stands(in: desired) || (marker.mayBeLive && marker.stands(in: live)) }
        return true
    }
}
