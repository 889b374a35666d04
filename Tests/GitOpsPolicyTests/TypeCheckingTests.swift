import GitOpsManifest
import GitOpsReport
import GitOpsSchema
import Testing

@testable import GitOpsPolicy

/// What the API server's type checker says about policies.
@Suite struct TypeCheckingTests {
    private static let deployments =
        "{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [deployments]}"
    private static let pods = "{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [pods]}"
    private static let tools = "{apiGroups: [example.org], apiVersions: [v1], operations: ['*'], resources: [tools]}"

    private static func warnings(
        _ expression: String, rules: String = deployments, _ more: String = "", definitions: String = ""
    ) -> [TypeCheckingWarning] {
        let quoted = expression.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        let spec = "\(more)\nvalidations: [{expression: '\(quoted)'}]"
        let set = PolicyFixture.set(PolicyFixture.policy("p", spec, rules: "[\(rules)]"), name: "policy.yaml")
        return PolicySet(set).typeCheckingWarnings(definitionsIn: PolicyFixture.set(definitions))
    }

    /// Messages of parts that are no false alarm, and of those that are, marked by `-`.
    private static func messages(
        _ expression: String, rules: String = deployments, _ more: String = "", definitions: String = ""
    ) -> [String] {
        warnings(expression, rules: rules, more, definitions: definitions).flatMap(\.parts).map {
            ($0.isFalseAlarm ? "- " : "") + $0.message
        }
    }

    @Test func theTextIsThatOfTheServer() {
        let warnings = Self.warnings(
            "object.replicas > 1",
            rules: "{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [deployments, replicasets]}")
        #expect(warnings.map(\.fieldRef) == ["spec.validations[0].expression"])
        #expect(
            warnings.map(\.warning) == [
                """
                apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'
                 | object.replicas > 1
                 | ......^

                apps/v1, Kind=ReplicaSet: ERROR: <input>:1:7: undefined field 'replicas'
                 | object.replicas > 1
                 | ......^

                """
            ])
        #expect(warnings[0].parts.count == 1)
        #expect(warnings[0].parts[0].kinds.map(\.kind) == ["Deployment", "ReplicaSet"])
    }

    @Test func theCoreGroupIsWrittenWithASlash() {
        let warning = Self.warnings("object.spec.replicas > 1", rules: Self.pods).first?.warning
        #expect(warning?.hasPrefix("/v1, Kind=Pod: ERROR: <input>:1:12: undefined field 'replicas'\n") == true)
    }

    @Test func aFindingPointsIntoTheExpression() throws {
        let warning = try #require(Self.warnings("object.spec.replcas == 1").first)
        let finding = try #require(warning.findings.first)
        #expect(finding.verdict == .warn)
        #expect(
            finding.message
                == "policy p: spec.validations[0].expression: apps/v1 Deployment: undefined field 'replcas' "
                + "(did you mean 'replicas'?)")
        let text = PolicyFixture.policy(
            "p", "\nvalidations: [{expression: 'object.spec.replcas == 1'}]", rules: "[\(Self.deployments)]")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex { $0.contains("replcas") })
        let place = try #require(lines[line].firstRange(of: ".replcas"))
        let column = lines[line].distance(from: lines[line].startIndex, to: place.lowerBound)
        #expect(finding.places.first?.position?.line == line + 1)
        #expect(finding.places.first?.position?.column == column + 1)
    }

    @Test(
        "Fields have the types of the built-in schema",
        arguments: [
            ("object.spec.replicas > 1", []), ("object.metadata.namespace == 'a'", []),
            ("object.metadata.labels['a'] == 'b'", []), ("object.metadata.labels.a == 'b'", []),
            ("object.spec.template.spec.containers.all(c, c.image.startsWith('a'))", []),
            ("object.spec.template.spec.containers.all(c, c.imag == 'a')", ["undefined field 'imag'"]),
            ("object.spec.strategy.rollingUpdate.maxSurge == 1", []),
            ("object.spec.strategy.rollingUpdate.maxSurge == '10%'", []),
            ("object.metadata.creationTimestamp > timestamp('2024-01-01T00:00:00Z')", []),
            ("object.spec.paused == 1", ["found no matching overload for '_==_' applied to '(bool, int)'"]),
            ("object.spec == 1", ["found no matching overload for '_==_' applied to '(Deployment.spec, int)'"]),
            (
                "object.spec.template.spec.containers[0] == 1",
                [
                    "found no matching overload for '_==_' applied to '(Deployment.spec.template.spec.containers.@idx, int)'"
                ]
            ),
            ("oldObject == null || oldObject.spec.replica == 1", ["undefined field 'replica'"]),
            ("object.metadata.managedFields.all(f, f.fieldsV1.a == 1)", ["undefined field 'a'"]),
            ("object.spec.template.spec.containers.all(c, has(c.resources.limits))", ["- undefined field 'limits'"]),
            (
                "authorizer.requestResource.check('get').allowed()",
                [
                    "- unexpected failed resolution of 'kubernetes.authorization.Authorizer'"
                ]
            ),
            ("authorizer.group('').resource('pods').check('get').allowed()", []),
            ("request.userInfo.username == 'a' && namespaceObject.metadata.name == 'b'", []),
        ] as [(String, [String])])
    func builtInTypes(_ expression: String, _ expected: [String]) {
        #expect(Self.messages(expression) == expected)
    }

    @Test(
        "Wildcards, subresources and unknown kinds are not checked",
        arguments: [
            "{apiGroups: ['*'], apiVersions: [v1], operations: ['*'], resources: [pods]}",
            "{apiGroups: [''], apiVersions: ['*'], operations: ['*'], resources: [pods]}",
            "{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: ['*', pods/status]}",
            "{apiGroups: [example.org], apiVersions: [v1], operations: ['*'], resources: [tools]}",
            "{apiGroups: [apps], apiVersions: [v1beta1], operations: ['*'], resources: [deployments]}",
        ])
    func withoutExactKinds(_ rules: String) {
        #expect(Self.messages("object.nothing == 1", rules: rules) == [])
    }

    @Test func atMostTenKindsAreChecked() throws {
        let resources = [
            "configmaps", "endpoints", "events", "limitranges", "namespaces", "nodes", "persistentvolumes", "pods",
            "podtemplates", "secrets", "serviceaccounts", "services",
        ].joined(separator: ", ")
        let warning = try #require(
            Self.warnings(
                "object.nothing == 1",
                rules: "{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [\(resources)]}"
            ).first)
        #expect(warning.parts[0].kinds.count == 10)
        // Without a group, the server finds resources of this name in all groups.
        #expect(warning.parts[0].kinds.filter { $0.kind == "Event" }.map(\.group) == ["", "events.k8s.io"])
    }

    @Test(
        "Variables have types, but objects in them are dynamic",
        arguments: [
            (
                "{name: count, expression: object.spec.replicas}", "variables.count == 'a'",
                [
                    "found no matching overload for '_==_' applied to '(int, string)'"
                ]
            ),
            ("{name: s, expression: object.spec}", "variables.s.nothing == 1", []),
            ("{name: c, expression: object.spec.template.spec.containers}", "variables.c.all(x, x.nothing == 1)", []),
            ("{name: u, expression: request.userInfo}", "variables.u.nothing == 1", []),
            ("{name: w, expression: object.nothing}", "variables.w == 1", []),
        ] as [(String, String, [String])])
    func variables(_ variable: String, _ expression: String, _ expected: [String]) {
        #expect(Self.messages(expression, "variables: [\(variable)]") == expected)
    }

    private static let tool = CustomResourceRuleTests.definition(
        """
        {type: object, properties: {size: {type: integer}, names: {type: array, items: {type: object, properties: {\
        a-b: {type: string}}}}, any: {x-kubernetes-preserve-unknown-fields: true}, open: {type: object, \
        x-kubernetes-preserve-unknown-fields: true}, port: {x-kubernetes-int-or-string: true}, in: {type: string}, package: {type: string, \
        nullable: true}, pod: {type: object, x-kubernetes-embedded-resource: true, \
        x-kubernetes-preserve-unknown-fields: true}}}
        """)

    @Test(
        "Custom resources have the types of their definition, and the whole metadata",
        arguments: [
            ("object.spec.size > 1", []), ("object.spec.sise > 1", ["undefined field 'sise'"]),
            ("object.spec.names.all(n, n.a__dash__b == 'a')", []),
            ("object.spec.names.all(n, n.c == 'a')", ["undefined field 'c'"]),
            ("object.spec.any == 1", ["undefined field 'any'"]), ("object.spec.open.a == 1", ["undefined field 'a'"]),
            ("object.spec.port == 1 || object.spec.port == 'http'", []),
            ("object.spec.package == 'a' && object.spec.__package__ == 'a'", []), ("object.spec.__in__ == 'a'", []),
            ("object.metadata.labels['a'] == 'b' && object.kind == 'Tool'", []),
            ("object.spec.pod.metadata.annotations['a'] == 'b'", []),
            ("object.spec.pod.spec == 1", ["undefined field 'spec'"]),
            ("object.metadata.label == 1", ["undefined field 'label'"]),
            ("object.spec.size == 'a'", ["found no matching overload for '_==_' applied to '(int, string)'"]),
            ("object.spec == 1", ["found no matching overload for '_==_' applied to '(Tool.spec, int)'"]),
        ] as [(String, [String])])
    func customTypes(_ expression: String, _ expected: [String]) {
        #expect(Self.messages(expression, rules: Self.tools, definitions: Self.tool) == expected)
    }

    @Test func timesAndBytesAreTextsWhenAPolicyIsEvaluated() {
        let secrets = "{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [secrets]}"
        #expect(
            Self.messages("object.data['a'] == 'b'", rules: secrets) == [
                "- found no matching overload for '_==_' applied to '(bytes, string)'"
            ])
        #expect(
            Self.messages("object.metadata.creationTimestamp == 'b'", rules: secrets) == [
                "- found no matching overload for '_==_' applied to '(timestamp, string)'"
            ])
        let definition = CustomResourceRuleTests.definition(
            "{type: object, properties: {at: {type: string, format: date-time}, size: {type: integer}}}")
        #expect(
            Self.messages(
                "object.spec.at == 'a' || object.spec.size == 'b'", rules: Self.tools, definitions: definition) == [
                    "- found no matching overload for '_==_' applied to '(timestamp, string)'",
                    "found no matching overload for '_==_' applied to '(int, string)'",
                ])
        #expect(Self.warnings("object.metadata.creationTimestamp == 'b'").first?.findings.isEmpty == true)
    }

    @Test func parametersHaveTheTypeOfTheirKind() {
        let params = "paramKind: {apiVersion: v1, kind: ConfigMap}"
        #expect(Self.messages("params.data['a'] == 'b'", params) == [])
        #expect(Self.messages("params.spec == 1", params) == ["undefined field 'spec'"])
        let tool = "paramKind: {apiVersion: example.org/v1, kind: Tool}"
        #expect(Self.messages("params.spec.sise == 1", tool) == [])
        #expect(Self.messages("params.spec.sise == 1", tool, definitions: Self.tool) == ["undefined field 'sise'"])
    }

    @Test func messagesAreCheckedAndOtherExpressionsAreNot() {
        let spec = """
            matchConditions: [{name: c, expression: object.nothing == 1}]
            variables: [{name: v, expression: object.nothing}]
            validations: [{expression: 'true', messageExpression: string(object.nothing)}]
            auditAnnotations: [{key: k, valueExpression: string(object.nothing)}]
            """
        let set = PolicyFixture.set(PolicyFixture.policy("p", spec))
        #expect(PolicySet(set).typeCheckingWarnings().map(\.fieldRef) == ["spec.validations[0].messageExpression"])
    }

    @Test func aPolicyThatDoesNotCompileIsNotChecked() {
        #expect(Self.warnings("object.nothing == nobody").isEmpty)
    }
}
