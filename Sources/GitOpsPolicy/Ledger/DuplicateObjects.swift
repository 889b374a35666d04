import GitOpsManifest
public import GitOpsReport

extension PolicyCheck {
    /// A warning for each manifest of an object that the set has again: when all of them are applied, the last one
    /// counts. What policies say about each of them is told all the same, because a set may be several overlays.
    /// Complexity: O(documents).
    public var duplicates: [Finding] { documents.compactMap(\.step.duplicate) }
}

extension AdmissionSimulation {
    /// The same as ``PolicyCheck/duplicates``, without asking policies. Complexity: O(documents).
    public var duplicates: [Finding] { steps.compactMap(\.duplicate) }
}

extension AdmissionSimulation.Step {
    fileprivate var duplicate: Finding? {
        guard let last = replacement else { return nil }
        let place = SourcePlace(manifest.root, origin: manifest.origin, role: "the object")
        let counting = SourcePlace(last.root, origin: last.origin, role: "what counts")
        return Finding(
            rule: Self.duplicateRule, verdict: .warn, subject: .resource(manifest.id),
            message:
                "is defined again at \(counting), which counts when both are applied; remove one, or check them "
                + "apart",
            places: [place, counting], fingerprintDetails: fingerprintDetails)
    }

    private static let duplicateRule = FindingRule(
        id: "duplicate-object", summary: "Every object stands in one place.",
        help: "Remove all manifests of the object but one; check environments that each mean their own apart.",
        severity: .low, tags: ["policy"])
    /// What tells findings about one manifest of an object from those about another.
    var fingerprintDetails: [String] { laterCount == 0 ? [] : ["replaced by \(laterCount)"] }
}
