import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

/// An object in two states, and what changing one into the other does.
struct RiskFixture: Sendable, CustomTestStringConvertible {
    /// `apps/v1 Deployment`
    let kind: String
    /// What the object has beside version, kind and name, in YAML; before and after.
    let before: String
    let after: String
    /// Every risk that is found, the most severe first.
    let risks: [ChangeRisk]

    init(_ kind: String, _ before: String, _ after: String, _ risks: ChangeRisk...) {
        (self.kind, self.before, self.after, self.risks) = (kind, before, after, risks)
    }

    var testDescription: String { "\(kind): \(before) → \(after)" }

    func document(_ text: String) throws -> Document {
        let parts = kind.split(separator: " ")
        return try Document(
            yaml: "{apiVersion: \(parts[0]), kind: \(parts[1]), "
                + (text.hasPrefix("metadata:") ? "" : "metadata: {name: x}, ") + "\(text)}")
    }

    func assessment() throws -> RiskAssessment {
        let base = try ManifestSet(SourceText(YAMLWriter().string(document(before).root), name: "a.yaml"))
        let head = try ManifestSet(SourceText(YAMLWriter().string(document(after).root), name: "a.yaml"))
        let diff = ManifestSetDiff(base: base, head: head)
        let resource = try #require(diff.resources.first)
        return RiskClassifier().assess(resource)
    }

    /// The same after the other comparison: a desired state applied to a live one.
    func liveAssessment() throws -> RiskAssessment {
        let desired = try document(after).root
        let live = try document(before).root
        let result = ThreeWayDiff(mode: .clientSideApply).compare(lastApplied: live, desired: desired, live: live)
        return RiskClassifier().assess(result, desired: desired, live: live)
    }

    /// The risks without repetition.
    static func risks(_ assessment: RiskAssessment) -> [ChangeRisk] {
        assessment.findings.map(\.risk).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    /// A Deployment's pod specification.
    static func pod(_ before: String, _ after: String, _ risks: ChangeRisk...) -> RiskFixture {
        func object(_ text: String) -> String {
            "spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {\(text)}}}"
        }
        return RiskFixture(all: "apps/v1 Deployment", object(before), object(after), risks)
    }

    /// The container of a Deployment.
    static func container(_ before: String, _ after: String, _ risks: ChangeRisk...) -> RiskFixture {
        func object(_ text: String) -> String {
            "spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, "
                + "spec: {containers: [{name: c, image: 'x:1'\(text.isEmpty ? "" : ", ")\(text)}]}}}"
        }
        return RiskFixture(all: "apps/v1 Deployment", object(before), object(after), risks)
    }

    init(all kind: String, _ before: String, _ after: String, _ risks: [ChangeRisk]) {
        (self.kind, self.before, self.after, self.risks) = (kind, before, after, risks)
    }
}
