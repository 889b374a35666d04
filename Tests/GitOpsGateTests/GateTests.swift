import GitOpsGate
import GitOpsManifest
import GitOpsPolicy
import GitOpsReport
import GitOpsTestSupport
import Testing

@Suite("The gate")
struct GateTests {
    private static let base = ["ns.yaml": GateFixture.namespace, "web.yaml": GateFixture.web]

    private static func rules(_ result: GateResult, _ status: FindingStatus) -> Set<String> {
        Set(result.report.findings.filter { $0.status == status }.map(\.rule.id))
    }

    @Test("a change that breaks a control is new, fails, and shows the line that does it")
    func newFinding() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let result = try await GateFixture.result(
            configuration, base: Self.base, head: Self.base.merging(["web.yaml": GateFixture.privileged]) { $1 })
        let finding = try #require(result.report.findings.first { $0.rule.id == "workload-privileged-container" })
        #expect(finding.status == .new && finding.verdict == .fail && !result.passes)
        #expect(finding.places[0].position?.line == 13)
        #expect(finding.places[0].line?.contains("privileged: true") == true)
    }

    @Test("what the base has as well is recorded and does not fail; what is gone is fixed")
    func existingAndFixed() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let broken = Self.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        let same = try await GateFixture.result(configuration, base: broken, head: broken)
        #expect(same.passes && Self.rules(same, .new).isEmpty)
        #expect(Self.rules(same, .existing).contains("workload-privileged-container"))
        let mended = try await GateFixture.result(configuration, base: broken, head: Self.base)
        #expect(mended.passes && Self.rules(mended, .fixed).contains("workload-privileged-container"))
    }

    @Test("lines that move make nothing new")
    func movedLines() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let moved = "# a comment\n\n" + GateFixture.privileged
        let result = try await GateFixture.result(
            configuration, base: ["web.yaml": GateFixture.privileged], head: ["web.yaml": moved])
        #expect(Self.rules(result, .new).isEmpty && result.passes)
    }

    @Test("the least severity that fails is an option, for new findings and for old ones")
    func thresholds() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let broken = Self.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        configuration.failOn.new = nil
        #expect(try await GateFixture.result(configuration, base: Self.base, head: broken).passes)
        configuration.failOn.existing = .critical
        #expect(try await GateFixture.result(configuration, base: broken, head: broken).passes)
        configuration.failOn.existing = .medium
        #expect(try await !GateFixture.result(configuration, base: broken, head: broken).passes)
    }

    @Test(
        "what cannot be read fails by default, whether or not it is new",
        arguments: GateConfiguration.Thresholds.Unknown.allCases, [true, false])
    func unreadable(unknown: GateConfiguration.Thresholds.Unknown, isNew: Bool) async throws {
        var configuration = GateFixture.quiet
        configuration.failOn.unknown = unknown
        configuration.validation.isEnabled = true
        let broken = ["web.yaml": "kind: [\n"]
        let result = try await GateFixture.result(configuration, base: isNew ? [:] : broken, head: broken)
        let passes = unknown == .none || unknown == .new && !isNew
        #expect(result.passes == passes && result.isIncomplete == !passes)
        #expect(result.ledger.head.unreadable == 1)
    }

    @Test("a policy that a change takes away judges the change all the same")
    func removedPolicy() async throws {
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        let policy = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-privilege}
            spec:
              matchConstraints:
                resourceRules:
                  - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
              validations:
                - expression: >-
                    !object.spec.template.spec.containers.exists(c, c.?securityContext.?privileged.orValue(false))
                  message: no container is privileged
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-privilege}
            spec: {policyName: no-privilege, validationActions: [Deny]}
            """
        var base = Self.base
        base["policy.yaml"] = policy
        let result = try await GateFixture.result(
            configuration, base: base, head: Self.base.merging(["web.yaml": GateFixture.privileged]) { $1 })
        #expect(Self.rules(result, .new).contains("policy/no-privilege") && !result.passes)
        #expect(result.ledger.isExact && result.ledger.policies?.policies == 1)
    }

    private static let policy = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: replicas}
        spec:
          paramKind: {apiVersion: v1, kind: ConfigMap}
          matchConstraints:
            resourceRules:
              - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}
          validations:
            - {expression: "!('image' in params.data) || params.data.image == 'any'"}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: replicas}
        spec:
          policyName: replicas
          validationActions: [Deny]
          paramRef: {name: limits, namespace: shop, parameterNotFoundAction: Deny}
        """

    private static func limits(_ image: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: shop}\ndata: {image: \(image)}\n"
    }

    @Test(
        "a change is judged by the parameters of the base and by its own",
        arguments: [
            ("any", "any", ""), ("none", "any", "existing"), ("any", "none", "new"), ("none", "none", "existing"),
        ])
    func parameters(before: String, after: String, status: String) async throws {
        var configuration = GateFixture.quiet
        configuration.policies.isEnabled = true
        let base = Self.base.merging(["policy.yaml": Self.policy, "limits.yaml": Self.limits(before)]) { $1 }
        let result = try await GateFixture.result(
            configuration, base: base, head: base.merging(["limits.yaml": Self.limits(after)]) { $1 })
        let found = result.report.findings.filter { $0.rule.id == "policy/replicas" }
        #expect(Set(found.compactMap(\.status?.rawValue)) == (status.isEmpty ? [] : [status]))
        #expect(result.ledger.isExact && (result.ledger.headPolicies != nil) == (before != after))
    }

    @Test("of a control and a check of Pod Security about the same field one finding is told, the graver one")
    func sharedSubjects() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        configuration.podSecurity.isEnabled = true
        for (label, rule) in [
            ("enforce", "pod-security-privileged"), ("warn", "workload-privileged-container"),
        ] {
            let namespace = GateFixture.namespace.replacing(
                "{name: shop}", with: "{name: shop, labels: {pod-security.kubernetes.io/\(label): baseline}}")
            let base = Self.base.merging(["ns.yaml": namespace]) { $1 }
            let result = try await GateFixture.result(
                configuration, base: base, head: base.merging(["web.yaml": GateFixture.privileged]) { $1 })
            let told = Self.rules(result, .new).intersection([
                "pod-security-privileged", "workload-privileged-container",
            ])
            #expect(told == [rule])
            let finding = try #require(result.report.findings.first { $0.rule.id == rule })
            #expect(finding.severity == .high && finding.verdict == .fail)
        }
    }

    @Test("what a change does is not told again where a control finds the same field, unless it weighs more")
    func changeAndControl() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        configuration.changes.isEnabled = true
        let head = Self.base.merging(["web.yaml": GateFixture.privileged]) { $1 }
        let result = try await GateFixture.result(configuration, base: Self.base, head: head)
        #expect(!Self.rules(result, .new).contains("change-privilege"))
        let finding = try #require(result.report.findings.first { $0.rule.id == "workload-privileged-container" })
        #expect(finding.properties["change"] == "privilege")
        configuration.changes.severities[.privilege] = .critical
        let graver = try await GateFixture.result(configuration, base: Self.base, head: head)
        #expect(Self.rules(graver, .new).isSuperset(of: ["change-privilege", "workload-privileged-container"]))
    }

    private static func volumes(_ paths: String...) -> String {
        GateFixture.web + "\n      volumes:\n"
            + paths.enumerated().map { "        - {name: v\($0), hostPath: {path: \($1)}}\n" }.joined()
    }

    @Test("what several volumes do alike is told once, with their places, and not again where controls tell it")
    func volumes() async throws {
        var configuration = GateFixture.quiet
        configuration.changes.isEnabled = true
        let head = Self.base.merging(["web.yaml": Self.volumes("/srv/a", "/srv/b", "/var/run/docker.sock")]) { $1 }
        func changes() async throws -> [Finding] {
            try await GateFixture.result(configuration, base: Self.base, head: head).report.findings
                .filter { $0.rule.id == "change-privilege" }
        }
        let found = try await changes()
        #expect(found.count == 1 && found.first?.message.hasSuffix(", in 3 places") == true)
        #expect(found.first?.places.compactMap(\.position?.line) == [14, 15, 16])
        configuration.controls.isEnabled = true
        #expect(try await changes().isEmpty)
        configuration.controls.disabled = ["workload-host-path"]
        let left = try await changes()
        #expect(left.count == 1 && left.first?.places.compactMap(\.position?.line) == [14, 15])
    }

    @Test("objects that stand twice are told, of one folder one by one, of two folders together, and old ones as such")
    func duplicates() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let again = Self.base.merging(["again.yaml": GateFixture.web.replacing(":1.2.3", with: ":1.2.4")]) { $1 }
        for isAsked in [true, false] {
            configuration.policies.isEnabled = isAsked
            let result = try await GateFixture.result(configuration, base: Self.base, head: again)
            let finding = try #require(result.report.findings.first { $0.rule.id == "duplicate-object" })
            #expect(finding.status == .new && finding.verdict == .warn && result.passes)
            #expect(finding.places.map(\.origin.path) == ["again.yaml", "web.yaml"])
            let same = try await GateFixture.result(configuration, base: again, head: again)
            #expect(Self.rules(same, .existing) == ["duplicate-object"])
            let mended = try await GateFixture.result(configuration, base: again, head: Self.base)
            #expect(Self.rules(mended, .fixed) == ["duplicate-object"])
            let folders = [
                "a/ns.yaml": GateFixture.namespace, "b/ns.yaml": GateFixture.namespace,
                "a/web.yaml": GateFixture.web, "b/web.yaml": GateFixture.web,
            ]
            let apart = try await GateFixture.result(configuration, base: Self.base, head: folders)
            let told = apart.report.findings.filter { $0.status == .new && $0.verdict == .warn }
            #expect(told.map(\.rule.id) == ["folders-overlap"] && told[0].message.hasPrefix("2 objects of a are"))
        }
    }

    private static func definition(_ rule: String, group: String = "shop.example.com") -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: orders.shop.example.com}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: Order, plural: orders}
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties: {spec: {type: object, x-kubernetes-validations: [{rule: "\(rule)"}]}}
        """
    }

    @Test("definitions that cannot be used are unknown, with their places and whether they are new")
    func definitions() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let broken = ["crd.yaml": Self.definition("true", group: "''").replacing("  group: ''\n", with: "")]
        let old = Self.base.merging(broken) { $1 }
        let result = try await GateFixture.result(configuration, base: Self.base, head: old)
        let finding = try #require(result.report.findings.first { $0.rule.id == "schema-definition-unusable" })
        #expect(finding.status == .new && finding.verdict == .unknown && finding.places[0].origin.path == "crd.yaml")
        #expect(!result.passes && !result.isIncomplete)
        configuration.failOn.unknown = .new
        let same = try await GateFixture.result(configuration, base: old, head: old)
        #expect(same.passes && Self.rules(same, .existing).contains("schema-definition-unusable"))
        var input = GateInput(base: GateFixture.set(Self.base), head: GateFixture.set(Self.base))
        input.definitions = GateFixture.set(["crds/order.yaml": Self.definition("self.size( > 1")])
        configuration.failOn.unknown = .all
        let beside = try await Gate(configuration).evaluate(input, now: GateFixture.now)
        let rule = try #require(beside.report.findings.first { $0.rule.id == "schema-definition" })
        #expect(rule.verdict == .unknown && rule.places[0].position?.line == 15 && !beside.passes)
    }

    @Test(
        "of a value that another program fills in nobody says that the server refuses it",
        arguments: [("${SIZE}", "schema-placeholder"), ("$(size)", "schema-placeholder"), ("large", "schema-invalid")])
    func placeholders(value: String, rule: String) async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let web = GateFixture.web.replacing("spec:\n  selector", with: "spec:\n  replicas: \"\(value)\"\n  selector")
        let result = try await GateFixture.result(configuration, base: Self.base, head: ["web.yaml": web])
        #expect(Self.rules(result, .new) == [rule] && !result.passes)
        #expect(result.verdict == (rule == "schema-invalid" ? .fail : .unknown))
    }

    @Test("how a patch is merged is no field to be removed")
    func directives() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let patch = "apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n$patch: delete\n"
        let head = Self.base.merging(["patch.yaml": patch]) { $1 }
        let result = try await GateFixture.result(configuration, base: Self.base, head: head)
        #expect(result.report.findings.filter { $0.status == .new }.map(\.verdict) == [.warn] && result.passes)
    }

    @Test("the text gives the advice of a rule once")
    func adviceOnce() async throws {
        let other = GateFixture.privileged.replacing("name: web", with: "name: api")
        let head = Self.base.merging(["api.yaml": other, "web.yaml": GateFixture.privileged]) { $1 }
        let result = try await GateFixture.result(base: Self.base, head: head)
        let text = GateRenderer(format: .text).render(result)
        #expect(text.ranges(of: "workload-privileged-container").count == 2)
        #expect(text.ranges(of: "Remove securityContext.privileged").count == 1)
    }

    @Test(
        "each check counts what it looked at in both states, whether they have it alike or not",
        arguments: [true, false])
    func ledger(isSame: Bool) async throws {
        var configuration = GateConfiguration()
        configuration.podSecurity.standard = .restricted
        let other = isSame ? GateFixture.web : GateFixture.privileged
        let head = Self.base.merging(["web.yaml": other]) { $1 }
        let result = try await GateFixture.result(configuration, base: Self.base, head: head)
        let alone = try await GateFixture.result(configuration, base: nil, head: head)
        let former = try await GateFixture.result(configuration, base: nil, head: Self.base)
        func subjects(_ result: GateResult, _ name: String) -> Int? {
            result.ledger.checks.first { $0.name == name }?.subjects
        }
        for name in ["schema", "policies", "pod-security", "access", "escalation"] {
            let (after, before) = (try #require(subjects(alone, name)), try #require(subjects(former, name)))
            #expect(subjects(result, name) == after + before, "\(name)")
        }
        #expect(subjects(alone, "policies") == 2)
        #expect(result.ledger.policies == alone.ledger.policies && result.ledger.basePolicies == former.ledger.policies)
        #expect(former.ledger.basePolicies == nil && result.ledger.isExact)
        let root = try Document(json: GateRenderer(format: .json).render(result)).root
        #expect(root["ledger"]?["basePolicies"]?["documents"]?.int64 == 2)
        #expect(root["ledger"]?["baseMutatingPolicies"] != nil && root["ledger"]?["policies"] != nil)
    }

    @Test("a gate that looks at nothing is unknown")
    func nothing() async throws {
        let empty = try await GateFixture.result(base: [:], head: [:])
        #expect(empty.verdict == .unknown && Self.rules(empty, .new) == ["gate-nothing-checked"])
        let off = try await GateFixture.result(GateFixture.quiet, base: Self.base, head: Self.base)
        #expect(off.verdict == .unknown && Self.rules(off, .new) == ["gate-nothing-checked"])
        var configuration = GateFixture.quiet
        configuration.podSecurity.isEnabled = true
        let unasked = try await GateFixture.result(configuration, base: Self.base, head: Self.base)
        let cause = unasked.report.findings.first { $0.rule.id == "gate-nothing-checked" }?.message
        #expect(cause?.contains("no namespace has a label of Pod Security, and podSecurity.level is not given") == true)
        configuration.podSecurity.isEnabled = false
        configuration.policies.isEnabled = true
        configuration.policies.paths = ["policies"]
        let none = try await GateFixture.result(configuration, base: Self.base, head: Self.base)
        #expect(none.verdict == .unknown && Self.rules(none, .new) == ["gate-no-policies"])
    }

    @Test(
        "what is known of the base does not depend on what the change leaves alone",
        arguments: 0..<10 as Range<UInt64>)
    func sharing(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let enforcing = GateFixture.namespace.replacing(
            "{name: shop}", with: "{name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}")
        // A namespace that begins to enforce makes a finding of Pod Security of what was one of a control.
        let isEnforcing = seed.isMultiple(of: 2)
        func choices() -> [Bool] { (0..<5).map { _ in Bool.random(using: &random) } }
        func state(_ choices: [Bool]) -> [String: String] {
            var files = [
                "ns.yaml": isEnforcing || choices[3] ? enforcing : GateFixture.namespace,
                "access.yaml": Self.access.replacing("*", with: choices[4] ? "*" : "configmaps"),
            ]
            for (name, isPrivileged) in zip(["a", "b", "c"], choices) {
                files["\(name).yaml"] = (isPrivileged ? GateFixture.privileged : GateFixture.web)
                    .replacing("name: web,", with: "name: \(name),")
                    .replacing("web:1.2.3", with: "web:1.2.\(Int.random(in: 0...1, using: &random))")
            }
            return files
        }
        // In some the change leaves alone what permissions and ways to more power come from.
        let first = choices()
        let (base, head) = (state(first), state(seed < 6 ? choices() : first))
        var configuration = GateConfiguration()
        configuration.changes.isEnabled = false
        configuration.podSecurity.isEnabled = isEnforcing
        let alone = try await GateFixture.result(configuration, base: nil, head: base)
        let both = try await GateFixture.result(configuration, base: base, head: head)
        func prints(_ findings: [Finding]) -> [String] { findings.map(\.fingerprint.text).sorted() }
        // What became worse was known as well.
        let known = both.report.findings.filter {
            $0.status == .existing || $0.status == .fixed || $0.properties["worsened"] != nil
        }
        #expect(prints(known) == prints(alone.report.findings), "seed \(seed)")
    }

    private static let access = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: default, namespace: shop}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: web, namespace: shop}
        rules: [{apiGroups: [""], resources: ["*"], verbs: [get, create]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
        subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
        """

    @Test("permissions and ways to more power that a change gives are new")
    func access() async throws {
        var configuration = GateFixture.quiet
        configuration.access.isEnabled = true
        let role = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: ci}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: ci, namespace: shop}]
            """
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ci, namespace: shop}\n"
        let base = Self.base.merging(["account.yaml": account]) { $1 }
        let result = try await GateFixture.result(
            configuration, base: base, head: base.merging(["ci.yaml": role]) { $1 })
        let new = Self.rules(result, .new)
        #expect(new.contains("rbac-gained") && new.contains("rbac-path-cluster-admin") && !result.passes)
    }

    @Test("subjects of a binding who gain the same are one finding, with the lines and names of all")
    func accessOfMany() async throws {
        var configuration = GateFixture.quiet
        configuration.access.isEnabled = true
        let role = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]

            """
        func binding(_ accounts: Range<Int>) -> String {
            let subjects = accounts.map { "- {kind: ServiceAccount, name: a\($0), namespace: shop}" }
            return """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers-\(accounts.lowerBound), namespace: shop}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
                subjects:
                \(subjects.joined(separator: "\n"))

                """
        }
        let base = Self.base.merging(["role.yaml": role]) { $1 }
        let head = base.merging(["one.yaml": binding(10..<40), "two.yaml": binding(50..<51)]) { $1 }
        let result = try await GateFixture.result(configuration, base: base, head: head)
        let gained = result.report.findings.filter { $0.rule.id == "rbac-gained" }
        #expect(gained.map(\.places.count) == [30, 1])
        let many = try #require(gained.first)
        #expect("\(many.subject)" == "ServiceAccount shop/a10 and 29 more")
        #expect(many.properties["subjects"]?.contains("ServiceAccount shop/a39") == true)
        #expect(many.places.allSatisfy { $0.origin.path == "one.yaml" })
        #expect(many.places.last?.role.contains("a39") == true)
        #expect(Set(gained.map(\.fingerprint)).count == 2)
        let text = GateRenderer(format: .text).render(result)
        #expect(text.contains("and 25 more; see --output json"))
    }

    @Test("values of keys that are named like passwords are not shown, in whatever kind they stand")
    func sensitiveValues() async throws {
        let map = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: m, namespace: shop}
            data:
              db_password: 99887766
              port: 8080
            """
        let result = try await GateFixture.result(base: [:], head: ["m.yaml": map])
        let lines = result.report.findings.flatMap(\.places).compactMap(\.line)
        #expect(lines.contains { $0.contains("8080") })
        #expect(!lines.contains { $0.contains("99887766") })
    }

    @Test("lines of Secrets are not shown")
    func secrets() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let head = Self.base.merging(["db.yaml": GateFixture.secret + "unknown: hunter2\n"]) { $1 }
        let result = try await GateFixture.result(configuration, base: Self.base, head: head)
        #expect(Self.rules(result, .new).contains("schema-unknown-field"))
        for format in FindingRenderer.Format.allCases {
            let text = GateRenderer(format: format, showsExisting: true).render(result)
            #expect(!text.contains("hunter2"), "\(format)")
        }
    }

    @Test("a line that an object shares with another is not shown: that may be a Secret too broken to be known as one")
    func sharedLines() async throws {
        var configuration = GateFixture.quiet
        configuration.validation.isEnabled = true
        let secret = #"{"apiVersion":"v1","kind":"Secret","metadata":{},"stringData":{"p":"hunter2"}}"#
        let other = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"y"}}"#
        let object = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"},"unknown":1}"#
        for (list, isShown) in [
            (#"{"apiVersion":"v1","kind":"List","items":[\#(secret),\#(object)]}"#, false),
            (#"{"apiVersion":"v1","kind":"List","items":[\#(object),\#(secret)]}"#, false),
            ("apiVersion: v1\nkind: List\nitems:\n- \(secret)\n- \(object) # a comment\n", true),
            ("apiVersion: v1\nkind: List\nitems:\n- \(other)\n- \(object)\n", true),
        ] {
            let result = try await GateFixture.result(configuration, base: nil, head: ["list.yaml": list])
            let finding = try #require(result.report.findings.first { $0.rule.id == "schema-unknown-field" })
            #expect((finding.places[0].line != nil) == isShown)
            for format in FindingRenderer.Format.allCases {
                let text = GateRenderer(format: format, showsExisting: true).render(result)
                #expect(!text.contains("hunter2"), "\(format)")
            }
        }
    }

    /// What Markdown, HTML, terminals and the runners of GitHub Actions would take for more than a name.
    private static let hostileName =
        "</code><img src=x> | `x` [a](http://e) @user %0A::error::a\\n::error::b\\r##[error]c\\u2028\\x1b[31m"

    @Test("names are no commands of a runner, no Markdown and no control characters, in any format")
    func hostileNames() async throws {
        let name = Self.hostileName
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: "\(name)", namespace: "::error::n", "\(name)": 1}
            spec: {containers: [{name: "\(name)", image: "\(name)", securityContext: {privileged: true}}]}
            """
        let files = ["::error file=x::y.yaml": pod, "b\n::error::c.yaml": "kind: [", "  ::debug::d": "a: ["]
        let result = try await GateFixture.result(base: Self.base, head: Self.base.merging(files) { $1 })
        for format in FindingRenderer.Format.allCases {
            let text = GateRenderer(format: format).render(result)
            #expect(!text.unicodeScalars.contains { "\u{1B}\u{2028}\u{7F}".unicodeScalars.contains($0) }, "\(format)")
            let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
            switch format {
            case .text, .markdown: #expect(lines.allSatisfy { !$0.hasPrefix("::") && !$0.contains("##[") })
            case .github:
                let kinds = ["::error ", "::warning ", "::notice "]
                #expect(lines.dropLast().allSatisfy { line in kinds.contains { line.hasPrefix($0) } })
            case .json, .jsonlines, .csv, .junit, .sarif, .policyreport: break
            }
            if format == .markdown {
                #expect(["<img", "`", "](", "@user", "http:"].allSatisfy { !text.contains($0) })
            }
        }
        #expect(SARIFRules(GateRenderer(format: .sarif).render(result)).violations == [])
        #expect(JUnitRules(GateRenderer(format: .junit).render(result)).violations == [])
    }

    @Test("what is printed for programs has the form that they expect")
    func formats() async throws {
        let head = Self.base.merging(["web.yaml": GateFixture.privileged, "bad.yaml": "a: [\n"]) { $1 }
        let result = try await GateFixture.result(base: Self.base, head: head)
        func text(_ format: FindingRenderer.Format) -> String {
            GateRenderer(format: format).render(result)
        }
        #expect(SARIFRules(text(.sarif)).violations == [])
        #expect(JUnitRules(text(.junit)).violations == [])
        let root = try Document(json: text(.json)).root
        #expect(root["ledger"]?["head"]?["unreadable"]?.int64 == 1)
        #expect(root["changes"]?.elements.isEmpty == false)
        #expect(text(.github).contains("::error file=web.yaml,line=13"))
        #expect(text(.text).contains("| ") && text(.markdown).contains("| change |"))
    }

    @Test("values of variables are not shown, on however many lines they stand")
    func variables() async throws {
        var configuration = GateFixture.quiet
        configuration.controls.isEnabled = true
        let indentation = "\n          "
        for variables in [
            "[{name: API_TOKEN, value: hunter2hunter2}]",
            "\(indentation)  - {name: API_TOKEN, value: hunter2hunter2}",
            "\(indentation)  - name: API_TOKEN\(indentation)    value: hunter2hunter2",
        ] {
            let web = GateFixture.web + "\(indentation)env: \(variables)\n"
            let result = try await GateFixture.result(
                configuration, base: Self.base, head: Self.base.merging(["web.yaml": web]) { $1 })
            #expect(Self.rules(result, .new).contains("workload-secret-in-environment"))
            for format in FindingRenderer.Format.allCases {
                let text = GateRenderer(format: format, showsExisting: true).render(result)
                #expect(!text.contains("hunter2"), "\(format)")
            }
        }
    }

    @Test("the result is the same with one thread, with several, and again", arguments: [1, 2, 5])
    func threads(count: Int) async throws {
        let head = Self.base.merging(["web.yaml": GateFixture.privileged, "bad.yaml": "a: [\n"]) { $1 }
        func text(_ threads: Int) async throws -> String {
            let result = try await GateFixture.result(base: Self.base, head: head, threads: threads)
            return GateRenderer(format: .json, showsExisting: true).render(result)
        }
        #expect(try await text(count) == text(1))
    }
}
