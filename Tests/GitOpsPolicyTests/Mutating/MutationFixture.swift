import GitOpsDiff
import GitOpsManifest
import Testing

@testable import GitOpsPolicy

/// Short ways to mutating policies and to what they do.
enum MutationFixture {
    static let deployments =
        "[{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]"
    static let everything = "[{apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [\"*\"], resources: [\"*\"]}]"

    /// A policy with the given mutations, each a patch type and an expression, and its binding.
    static func policy(
        _ mutations: [(type: String, expression: String)], _ more: String = "", name: String = "m",
        rules: String = deployments, binding: String? = ""
    ) -> String {
        let lines = more.split(separator: "\n").map { "  \($0)\n" }.joined()
        let list = mutations.map { type, expression in
            let member = type == "JSONPatch" ? "jsonPatch" : "applyConfiguration"
            return "  - {patchType: \(type), \(member): {expression: \(quoted(expression))}}\n"
        }
        let reinvocation = more.contains("reinvocationPolicy") ? "" : "  reinvocationPolicy: Never\n"
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicy
            metadata: {name: \(name)}
            spec:
              matchConstraints:
                resourceRules: \(rules)
            \(reinvocation)\(lines)  mutations:
            \(list.joined())---

            """
        guard let binding else { return policy }
        let spec = binding.split(separator: "\n").map { "  \($0)\n" }.joined()
        return policy + """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicyBinding
            metadata: {name: \(name)-everywhere}
            spec:
              policyName: \(name)
            \(spec)---

            """
    }

    static func apply(_ expression: String, _ name: String = "m", _ more: String = "", rules: String = deployments)
        -> String
    {
        policy([("ApplyConfiguration", expression)], more, name: name, rules: rules)
    }

    static func patch(_ expression: String, _ name: String = "m", _ more: String = "", rules: String = deployments)
        -> String
    {
        policy([("JSONPatch", expression)], more, name: name, rules: rules)
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }

    static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          labels: {app: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: web:1
                args: [one, two]

        """

    /// What becomes of the last document.
    static func mutation(
        _ policies: String, _ documents: String = web, options: AdmissionOptions = AdmissionOptions()
    ) throws -> DocumentMutation {
        let check = PolicyCheckTests.check(policies, documents, options: options)
        #expect(check.mutatingSums.isExact)
        return try #require(check.documents.last?.mutation)
    }

    /// The patch as JSON; `nil` for none. Fails when it does not turn the original into the mutated object.
    static func patchText(_ mutation: DocumentMutation) throws -> String? {
        guard let patch = mutation.patch else {
            #expect(mutation.mutated == nil)
            return nil
        }
        let mutated = try #require(mutation.mutated?.root)
        #expect(try patch.apply(to: #require(mutation.original)).root == mutated)
        return String(decoding: try #require(mutation.patchJSON), as: UTF8.self)
    }

    static func evaluations(_ mutation: DocumentMutation) -> [LedgerEntry.Evaluation] {
        mutation.entries.flatMap { entry -> [LedgerEntry.Evaluation] in
            guard case .matched(let bindings) = entry.outcome else { return [] }
            return bindings.flatMap { binding -> [LedgerEntry.Evaluation] in
                guard case .evaluated(let list) = binding.outcome else { return [] }
                return list
            }
        }
    }

    /// What went wrong, in order, and then what nobody knows.
    static func errors(_ mutation: DocumentMutation) -> [String] {
        evaluations(mutation).flatMap { $0.decisions.map(\.message) } + unknowns(mutation)
    }

    /// Why bindings are unknown.
    static func unknowns(_ mutation: DocumentMutation) -> [String] {
        mutation.entries.flatMap { entry -> [String] in
            guard case .matched(let bindings) = entry.outcome else { return [] }
            return bindings.compactMap { binding in
                if case .unknown(let reason) = binding.outcome { reason } else { nil }
            }
        }
    }
}
