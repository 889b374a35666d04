import GitOpsManifest
import GitOpsSchema

/// The JSON Schema of `.gitops.yaml`.
///
/// It is at the same time the structural schema of a custom resource: the one description serves editors and our own validation.
enum GateConfigurationSchema {
    static let group = "gate.swift-gitops.dev"
    static let version = "v1alpha1"
    static let kind = "GateConfiguration"
    static let apiVersion = "\(group)/\(version)"

    /// The schema in an object as the cluster would have it.
    static let schema: Schema = {
        let definition = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"gateconfigurations.\(group)"},
             "spec":{"group":"\(group)","scope":"Cluster","names":{"kind":"\(kind)","plural":"gateconfigurations"},
             "versions":[{"name":"\(version)","served":true,"storage":true,
             "schema":{"openAPIV3Schema":\(properties)}}]}}
            """
        return Schema(definitionsIn: ManifestSet(SourceText(definition, name: "gate configuration")))
    }()

    /// The schema for editors: draft 2020-12, with unknown members refused.
    static let jsonSchema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Configuration of the gate of gitops check",
        """ + strict.dropFirst()

    private static let severities = #"["info","low","medium","high","critical","none"]"#

    private static var strict: String {
        properties.replacing(
            #""type":"object","properties""#, with: #""type":"object","additionalProperties":false,"properties""#)
    }

    private static func text(_ description: String) -> String {
        #"{"type":"string","minLength":1,"description":"\#(description)"}"#
    }

    private static func flag(_ description: String) -> String {
        #"{"type":"boolean","description":"\#(description)"}"#
    }

    private static func texts(_ description: String) -> String {
        #"{"type":"array","items":{"type":"string","minLength":1},"description":"\#(description)"}"#
    }

    private static func choice(_ values: String, _ description: String) -> String {
        #"{"type":"string","enum":\#(values),"description":"\#(description)"}"#
    }

    private static func object(_ description: String, _ members: [(String, String)]) -> String {
        let list = members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        return #"{"type":"object","properties":{\#(list)},"description":"\#(description)"}"#
    }

    private static let properties = object(
        "What a gate looks at, and what it fails on.",
        [
            ("apiVersion", choice("[\"\(apiVersion)\"]", "The version of this format.")),
            ("kind", choice("[\"\(kind)\"]", "The name of this format.")),
            ("metadata", #"{"type":"object","description":"Not looked at."}"#),
            ("kubernetesVersion", text("The version whose rules apply, as 1.34; the newest that is known by default.")),
            ("defaultNamespace", text("Where objects go that live in a namespace and name none.")),
            (
                "manifests",
                object(
                    "Which files are manifests; patterns are those of .gitignore.",
                    [
                        ("include", texts("When there are any, a file has to match one of them.")),
                        ("exclude", texts("Files and folders that are left out.")),
                        ("hidden", flag("Whether names that begin with a dot are read.")),
                    ])
            ),
            (
                "validation",
                object(
                    "Objects against the schemas of their kinds.",
                    [
                        ("enabled", flag("Whether objects are checked; true by default.")),
                        (
                            "unknownKinds",
                            choice(
                                #"["unknown","warn","ignore"]"#,
                                "What an object is whose kind nobody knows; unknown by default.")
                        ),
                        ("definitions", texts("Files and folders with more definitions of custom resources.")),
                        (
                            "unrendered",
                            choice(severities, "How bad a change of a kustomization or chart is; low by default.")
                        ),
                    ])
            ),
            (
                "policies",
                object(
                    "Admission policies.",
                    [
                        ("enabled", flag("Whether policies are asked; true by default.")),
                        ("paths", texts("Files and folders of policies, bindings and parameters.")),
                        (
                            "ofManifests",
                            flag("Whether policies among the manifests are asked as well; true by default.")
                        ),
                        ("exceptions", texts("Files and folders of exceptions.")),
                        (
                            "expiringWithinDays",
                            #"{"type":"integer","minimum":0,"maximum":36500,"description":"How long before its end an exception is told to be expiring; 30 by default."}"#
                        ),
                    ])
            ),
            (
                "controls",
                object(
                    "Built-in controls.",
                    [
                        ("enabled", flag("Whether controls are asked; true by default.")),
                        (
                            "minimumSeverity",
                            choice(
                                #"["info","low","medium","high","critical"]"#,
                                "Controls of a lower severity are not asked; low by default.")
                        ),
                        ("disabled", texts("The ids of controls that are not asked.")),
                        ("allowedRegistries", texts("The registries that images may come from; all by default.")),
                    ])
            ),
            (
                "podSecurity",
                object(
                    "Pod Security.",
                    [
                        ("enabled", flag("Whether pods are judged; true by default.")),
                        (
                            "level",
                            choice(
                                #"["privileged","baseline","restricted"]"#, "What goes for namespaces that say nothing."
                            )
                        ),
                        ("version", text("The version of the standard, as v1.30; latest by default.")),
                    ])
            ),
            (
                "access",
                object(
                    "Who may do what.",
                    [
                        ("enabled", flag("Whether roles and bindings are looked at; true by default.")),
                        ("paths", flag("Whether chains of permissions are searched for; true by default.")),
                        ("assertions", texts("Files of statements about access.")),
                        ("gained", choice(severities, "How bad a gained permission is; low by default.")),
                    ])
            ),
            (
                "commits",
                object(
                    "Signatures and authors of commits.",
                    [
                        ("policy", text("The file of the commit policy.")),
                        ("attribution", flag("Whether new findings are traced to their commits; true by default.")),
                    ])
            ),
            (
                "changes",
                object(
                    "What changes do to what runs: how bad each class is.",
                    [("enabled", flag("Whether changes are findings; true by default."))]
                        + GateConfiguration.Changes.Risk.allCases.map {
                            ($0.rawValue, choice(severities, "How bad such a change is."))
                        })
            ),
            (
                "failOn",
                object(
                    "What makes the gate fail.",
                    [
                        ("new", choice(severities, "The least severity of a new finding; medium by default.")),
                        (
                            "existing",
                            choice(severities, "The least severity of a finding of the base; none by default.")
                        ),
                        (
                            "unknown",
                            choice(
                                #"["all","new","none"]"#,
                                "Which documents and policies that could not be read or evaluated; all by default.")
                        ),
                    ])
            ),
        ])
}
