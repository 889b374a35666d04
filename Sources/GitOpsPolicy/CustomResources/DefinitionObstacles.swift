import GitOpsManifest
import GitOpsReport
import GitOpsSchema

/// What the API server refuses about a definition, so that nobody knows which rules its resources have.
///
/// A schema that is read leniently has fewer rules than its author wrote. Source: strict decoding in apimachinery's
/// `serializer/json`; `ValidateCustomResourceDefinition` of apiextensions-apiserver
/// `pkg/apis/apiextensions/validation/validation.go`; `pkg/apiserver/schema/validation.go` for what is structural.
struct DefinitionObstacles {
    private(set) var issues: [PolicyIssue] = []
    private let origin: Origin

    init(_ manifest: Manifest, kubernetes: KubernetesVersion) {
        origin = manifest.origin
        let kind = GroupVersionKind(apiVersion: manifest.apiVersion, kind: manifest.id.kind)
        switch APIVersions.status(of: kind, minor: kubernetes.minor) {
        case .removed(let minor, let replacement):
            let advice = replacement.map { "write \($0.apiVersion)" } ?? "leave the definition out"
            note(
                manifest.root["apiVersion"], in: manifest.root,
                "\(manifest.apiVersion) is no longer served since Kubernetes 1.\(minor); \(advice)")
        case .served, .deprecated, .notYetServed, .unknown:
            guard let violations = SchemaValidator().validate(manifest.root) else {
                if kind.version != "v1beta1" {
                    note(
                        manifest.root["apiVersion"], in: manifest.root,
                        "\(manifest.apiVersion) is not known; write apiextensions.k8s.io/v1")
                }
                return
            }
            let isPatch = Self.isPatch(manifest.root)
            for violation in violations where Self.isObstacle(violation, ofPatch: isPatch) {
                issues.append(
                    PolicyIssue(
                        path: violation.path, message: "\(violation.problem)",
                        place: SourcePlace(
                            origin: origin, position: violation.position ?? manifest.position, role: "the definition")))
            }
            if !isPatch { checkVersions(manifest.root) }
        }
    }

    /// A patch of an overlay names nothing of its own, and much of what a definition has to have is missing in it.
    private static func isPatch(_ root: Node) -> Bool {
        !["group", "names", "versions", "version"].contains { root["spec"]?[$0] != nil }
    }

    /// Fields of rules are looked at where the rules are read.
    private static func isObstacle(_ violation: SchemaViolation, ofPatch isPatch: Bool) -> Bool {
        guard violation.severity != .unknown else { return false }
        let steps = violation.path.steps
        switch violation.problem {
        case .repeatedField: return true
        case .unknownField(nearest: "spec"): return true
        case .missing where isPatch: return false
        default: break
        }
        guard steps.first == .field("spec") else { return false }
        for (step, next) in zip(steps, steps.dropFirst()) where step == .field("x-kubernetes-validations") {
            guard case .field = next else { return false }
        }
        return true
    }

    private mutating func checkVersions(_ root: Node) {
        guard let spec = root["spec"] else { return }
        guard let versions = spec["versions"], !versions.elements.isEmpty else {
            // One that is of another type is told by the schema of definitions.
            if spec["versions"].map({ $0.isNull || $0.kind == .array }) ?? true {
                note(
                    spec["versions"], in: spec, "the definition has no version; list them in spec.versions", "versions")
            }
            return
        }
        for version in versions.elements where version.kind == .object {
            let schema = version["schema"]?["openAPIV3Schema"]
            if let schema, !schema.isNull {
                checkRules(schema, isNested: false)
            } else {
                note(
                    version["schema"], in: version,
                    "the version has no schema, which is required; add schema.openAPIV3Schema", "schema")
            }
        }
    }

    // MARK: Rules where none may be

    /// Rules in `anyOf`, `oneOf` and `not` are refused and never asked; those in `allOf` are.
    ///
    /// Schemas are trees of a document, whose depth is limited when it is read.
    private mutating func checkRules(_ schema: Node, isNested: Bool) {
        guard schema.kind == .object else { return }
        for (name, value) in schema.members {
            switch name {
            case "x-kubernetes-validations":
                if isNested, !value.isNull {
                    note(
                        value, in: schema,
                        "rules are not allowed inside anyOf, oneOf and not; move them to the schema of the value")
                }
            case "properties", "patternProperties", "definitions", "dependencies":
                for (_, property) in value.members { checkRules(property, isNested: isNested) }
            case "items", "additionalProperties", "additionalItems":
                checkRules(value, isNested: isNested)
                for item in value.elements { checkRules(item, isNested: isNested) }
            case "allOf": for part in value.elements { checkRules(part, isNested: isNested) }
            case "anyOf", "oneOf": for part in value.elements { checkRules(part, isNested: true) }
            case "not": checkRules(value, isNested: true)
            default: break
            }
        }
    }

    private mutating func note(_ node: Node?, in around: Node, _ message: String, _ field: String? = nil) {
        var path = (node ?? around).path(keys: .byPosition)
        if node == nil, let field { path = path.appending(.field(field)) }
        issues.append(
            PolicyIssue(
                path: path, message: message,
                place: SourcePlace(origin: origin, position: (node ?? around).position, role: "the definition")))
    }
}
