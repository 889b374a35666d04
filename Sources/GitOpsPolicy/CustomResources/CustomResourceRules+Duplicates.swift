package import GitOpsManifest
package import GitOpsReport

extension CustomResourceRules {
    /// A warning for each definition of a kind that the set has again, with both places: the last one counts.
    ///
    /// - Parameter others: the manifests that are checked; a definition there counts, and is told when it is not the same.
    /// Complexity: O(definitions), and comparing those that are in both.
    package static func duplicates(
        in definitions: ManifestSet, replacedBy others: ManifestSet = ManifestSet()
    ) -> [Finding] {
        let own = self.definitions(definitions)
        let replacing = Dictionary(self.definitions(others).map { ($0.key, $0.manifest) }) { $1 }
        var last: [[ExactText]: Manifest] = [:]
        for (key, manifest) in own { last[key] = manifest }
        return own.enumerated().compactMap { number, entry -> Finding? in
            let (key, manifest) = entry
            guard let counting = replacing[key] ?? last[key] else { return nil }
            if counting.origin == manifest.origin { return nil }
            if replacing[key] != nil, counting.root == manifest.root { return nil }
            let place = SourcePlace(manifest.root, origin: manifest.origin, role: "the definition")
            let later = SourcePlace(counting.root, origin: counting.origin, role: "what counts")
            return Finding(
                rule: duplicateRule, verdict: .warn, subject: .resource(manifest.id),
                message: "is defined again at \(later), which counts; remove one of both",
                places: [place, later], fingerprintDetails: ["is defined again", "\(number)"])
        }
    }

    /// By group and kind.
    private static func definitions(_ set: ManifestSet) -> [(key: [ExactText], manifest: Manifest)] {
        set.manifests(ofKind: "CustomResourceDefinition", group: "apiextensions.k8s.io").compactMap { manifest in
            let spec = manifest.root["spec"]
            guard let group = spec?["group"]?.string, let kind = spec?["names"]?["kind"]?.string else { return nil }
            return ([ExactText(group), ExactText(kind)], manifest)
        }
    }

    private static let duplicateRule = FindingRule(
        id: "duplicate-definition", summary: "Every custom resource is defined in one place.",
        help: "Remove all definitions of the kind but one.", severity: .low, tags: ["policy"])
}
