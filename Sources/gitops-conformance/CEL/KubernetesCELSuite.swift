import Foundation
import GitOpsManifest
import GitOpsPolicy
import GitOpsRBAC
import GitOpsReport

/// What an API server answered to expressions of a ValidatingAdmissionPolicy: `result`, `error` or `compileError`.
///
/// Each is evaluated as the variable of a policy about the ConfigMap of the case; its text is the policy's message.
enum KubernetesCELSuite: Suite {
    static let name = "kubernetes-cel"

    static func run(path: String) throws -> [CaseResult] {
        try CaseFile.lines(path).enumerated().map { index, document in
            let root = document.root
            guard let expression = root["expression"]?.string else {
                throw SuiteError(description: "\(path): a case without `expression`")
            }
            let found = try answer(to: expression, number: index)
            let name = "\(index + 1) \(expression)"
            if let result = root["result"]?.string {
                return .check(name, expected: Self.repaired(result), found: found.message ?? found.problem)
            }
            if let error = root["error"]?.string {
                return found.problem.contains(error)
                    ? .passed(name) : .failed(name, expected: error, found: found.message ?? found.problem)
            }
            if let refusal = root["compileError"] {
                let message = refusal["message"]?.string ?? ""
                guard let line = refusal["line"]?.int64, let column = refusal["column"]?.int64 else {
                    return found.isRefused
                        ? .passed(name) : .failed(name, expected: message, found: found.message ?? found.problem)
                }
                let place = "\(line):\(column)"
                return found.isRefused && found.place == place
                    ? .passed(name)
                    : .failed(name, expected: "\(place): \(message)", found: "\(found.place): \(found.problem)")
            }
            return found.isRefused || !found.problem.isEmpty && found.message == nil
                ? .failed(name, expected: "an answer", found: found.problem) : .passed(name)
        }
    }

    /// Some answers were recorded with their UTF-8 read as Latin-1.
    private static func repaired(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value > 0x7F }),
            text.unicodeScalars.allSatisfy({ $0.value < 0x100 })
        else { return text }
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return String(validating: bytes, as: UTF8.self) ?? text
    }

    private struct Answer {
        var message: String?
        var problem = ""
        var place = ""
        var isRefused = false
    }

    private static func answer(to expression: String, number: Int) throws -> Answer {
        // A block scalar, so that lines and columns of the expression are those of the file behind an offset.
        let lines = expression.split(separator: "\n", omittingEmptySubsequences: false)
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: cel}
            spec:
              variables:
              - name: v
                expression: |-
                  \(lines.joined(separator: "\n" + String(repeating: " ", count: indentation)))
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations:
              - expression: size(string(dyn(variables.v))) < 0
                messageExpression: string(dyn(variables.v))
            """
        let binding = """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"cel"},
             "spec":{"policyName":"cel","validationActions":["Deny"]}}
            """
        let object = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cel-\(number)","namespace":"cel","labels":{"batch":"b1"}},
             "data":{"k1":"v1"}}
            """
        let policies = PolicySet(
            ManifestSet(SourceText(policy, name: "policy")).appending(ManifestSet(SourceText(binding, name: "binding")))
        )
        var answer = Answer()
        if let issue = policies.obstacles.first.flatMap({ $0.first }) {
            answer.isRefused = true
            answer.problem = issue.message
            if let position = issue.place.position {
                answer.place = "\(position.line - firstLine + 1):\(position.column - indentation)"
            }
            return answer
        }
        let cluster = ManifestSet(SourceText(object, name: "object"))
        let options = AdmissionOptions(
            user: UserInfo(username: "admin", groups: ["system:masters", "system:authenticated"]),
            access: AccessModel(cluster),
            // The cases were asked in a namespace without labels of its own.
            unlistedNamespaces: .unlabelled)
        let simulation = AdmissionSimulation(head: cluster, options: options)
        guard let step = simulation.steps.first else { throw SuiteError(description: "the object was not read") }
        let response = AdmissionReviewer(policies: policies, options: options).response(
            to: simulation.request(for: step))
        let text = response.status?.message ?? ""
        answer.problem = text
        if !text.contains("resulted in error"), let range = text.range(of: "denied request: ") {
            answer.message = String(text[range.upperBound...])
        }
        return answer
    }

    private static let firstLine = 8
    private static let indentation = 6
}
