import GitOpsManifest

/// What both states have alike, so that it is looked at once.
///
/// An object counts when each of the states has it once and its values are the same; in which file and at which line it stands
/// does not matter, for findings are told apart by neither.
struct SharedManifests {
    /// The kinds of what the states do not have alike.
    struct Kind: Hashable {
        let group: ExactText
        let kind: ExactText

        init(_ group: String, _ kind: String) {
            self.group = ExactText(group)
            self.kind = ExactText(kind)
        }

        static let definition = Kind("apiextensions.k8s.io", "CustomResourceDefinition")
        static let namespace = Kind("", "Namespace")
    }

    /// For each object of the base its place in the head; `nil` for one that the head does not have alike.
    private let places: [Int?]
    /// The kinds of all other objects.
    private let changedKinds: Set<Kind>

    /// Complexity: O(objects + values of the objects that are alike).
    init(base: ManifestSet, head: ManifestSet) {
        var changed: Set<Kind> = []
        var isShared = [Bool](repeating: false, count: head.manifests.count)
        places = base.manifests.map { manifest in
            guard base.onlyPosition(of: manifest.id) != nil, let place = head.onlyPosition(of: manifest.id),
                head.manifests[place].root == manifest.root
            else {
                changed.insert(Kind(manifest.id.group, manifest.id.kind))
                return nil
            }
            isShared[place] = true
            return place
        }
        for (place, manifest) in head.manifests.enumerated() where !isShared[place] {
            changed.insert(Kind(manifest.id.group, manifest.id.kind))
        }
        changedKinds = changed
    }

    /// The place in the head of an object of the base that both have alike, as long as they have all objects of some kinds alike.
    func place(of position: Int, whileAlike kinds: Set<Kind>) -> Int? {
        hasAlike(kinds) ? places[position] : nil
    }

    /// Whether the states have all objects of some kinds alike.
    func hasAlike(_ kinds: Set<Kind>) -> Bool { changedKinds.isDisjoint(with: kinds) }
}
