public import GitOpsManifest
public import GitOpsSchema

/// Source of the formats: `docs/spec/v2/helmreleases.md` of fluxcd/helm-controller, "Ignore rules"; `docs/spec/v1/
/// kustomizations.md` of fluxcd/kustomize-controller, "Controlling the apply behavior of resources"; `shouldSkipApply` and
/// `AnyInMetadata` in `ssa` of fluxcd/pkg.
extension DriftRules {
    /// The rules of a Flux `HelmRelease`: `spec.driftDetection.ignore`.
    ///
    /// They are about the objects of that release alone: apply them to no others.
    ///
    /// - Parameters:
    ///   - release: the object.
    ///   - patterns: matches the regular expressions of targets. Without any, an entry whose target says more than a glob
    ///     can becomes one of `unsupported` and hides nothing.
    ///   - source: what the rules name as their origin; the source of the document when it is empty.
    /// - Complexity: O(size of the list).
    public init(fluxHelmRelease release: Node, patterns: (any PatternMatching)? = nil, source: String = "") {
        let source = source.isEmpty ? release.document.source.name : source
        let name = release["metadata"]?["name"]?.string ?? ""
        self.init()
        let entries = release["spec"]?["driftDetection"]?["ignore"]?.elements.map { $0 } ?? []
        for (index, entry) in entries.enumerated() {
            let origin = DriftRule.Origin(source: source, position: entry.position)
            guard let objects = fluxTarget(entry["target"], patterns, origin) else { continue }
            var fields: [DriftRule.Fields] = []
            if entry["paths"]?.kind != .array {
                unsupported.append(UnsupportedRule(text: "paths", reason: "a list was expected", origin: origin))
            }
            for path in entry["paths"]?.elements.map({ $0 }) ?? [] {
                let place = DriftRule.Origin(source: source, position: path.position)
                guard let text = path.string else {
                    unsupported.append(UnsupportedRule(text: "paths", reason: "strings were expected", origin: place))
                    continue
                }
                do throws(PathError) {
                    let pointer = try JSONPointer(parsing: text)
                    fields.append(pointer.tokens.isEmpty ? .all : .pattern(FieldPattern(pointer)))
                } catch {
                    unsupported.append(UnsupportedRule(text: text, reason: "\(error)", origin: place))
                }
            }
            guard !fields.isEmpty else { continue }
            rules.append(
                DriftRule(
                    name: "HelmRelease \(name) driftDetection.ignore[\(index)]", objects: objects, fields: fields,
                    origin: origin))
        }
    }

    /// How objects tell Flux to leave them alone, by labels or annotations in any case of letters:
    /// `kustomize.toolkit.fluxcd.io/ssa: Ignore`, `…/ssa: IfNotPresent`, `…/reconcile: disabled`, and
    /// `helm.toolkit.fluxcd.io/driftDetection: disabled`.
    ///
    /// `…/ssa: Merge` needs no rule: it keeps fields that others added, which are never drift here.
    public static let fluxMarkers = DriftRules([
        marker("kustomize.toolkit.fluxcd.io/ssa", "Ignore"),
        // Of the desired object only: what is present stays as it is.
        marker("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent", mayBeLive: false),
        marker("kustomize.toolkit.fluxcd.io/reconcile", "disabled"),
        marker("helm.toolkit.fluxcd.io/driftDetection", "disabled"),
    ])

    private static func marker(_ key: String, _ value: String, mayBeLive: Bool = true) -> DriftRule {
        DriftRule(
            name: "\(key): \(value)",
            objects: ObjectSelector(
                marker: ObjectSelector.Marker(key: key, value: value, mayBeLive: mayBeLive)),
            fields: [.all])
    }

    /// - Returns: `nil` when a part cannot be read: then nothing is hidden.
    private mutating func fluxTarget(
        _ target: Node?, _ patterns: (any PatternMatching)?, _ origin: DriftRule.Origin
    ) -> ObjectSelector? {
        var selector = ObjectSelector()
        if let target, !target.isNull, target.kind != .object {
            let place = DriftRule.Origin(source: origin.source, position: target.position)
            unsupported.append(UnsupportedRule(text: "target", reason: "an object was expected", origin: place))
            return nil
        }
        for (name, value) in target?.members.map({ $0 }) ?? [] where !value.isNull && value.string != "" {
            let place = DriftRule.Origin(source: origin.source, position: value.position)
            guard let text = value.string else {
                unsupported.append(UnsupportedRule(text: name, reason: "a string was expected", origin: place))
                return nil
            }
            do {
                switch name {
                case "group": selector.group = try TextPattern(regularExpression: text, patterns: patterns)
                case "version": selector.version = try TextPattern(regularExpression: text, patterns: patterns)
                case "kind": selector.kind = try TextPattern(regularExpression: text, patterns: patterns)
                case "name": selector.name = try TextPattern(regularExpression: text, patterns: patterns)
                case "namespace": selector.namespace = try TextPattern(regularExpression: text, patterns: patterns)
                case "labelSelector": selector.labels = try LabelSelector(parsing: text)
                case "annotationSelector": selector.annotations = try LabelSelector(parsing: text)
                default:
                    unsupported.append(
                        UnsupportedRule(text: "\(name): \(text)", reason: "no part of a target", origin: place))
                    return nil
                }
            } catch {
                unsupported.append(UnsupportedRule(text: text, reason: "\(error)", origin: place))
                return nil
            }
        }
        return selector
    }
}
