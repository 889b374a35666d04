import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Files of drift rules, and rules of other tools")
struct RuleFileTests {
    @Test("a file with every part")
    func whole() throws {
        let text = """
            version: 1
            ignore:
              - name: replicas
                reason: the autoscaler
                objects: {group: apps, kind: Deployment, name: web-*, namespace: shop, labels: "app=web", annotations: x}
                fields:
                  paths: [spec.replicas]
                  pointers: [/a/b~1c]
                  globs: ["spec.*"]
                  managers: [hpa]
              - fields: {all: true}
            """
        let rules = try DriftRules(SourceText(text, name: "f.yaml")).rules
        #expect(rules.map(\.name) == ["replicas", "rule 2"])
        #expect(rules[0].fields.count == 4 && rules[1].fields == [.all])
        #expect(rules[0].origin?.description == "f.yaml:3:5")
        #expect(rules[0].objects.labels?.description == "app=web")
    }

    @Test("everything that is wrong is told at once, with places and the name that was meant")
    func problems() {
        let text = """
            version: 2
            ignor: []
            ignore:
              - naem: x
                objects: {kinds: a, group: "[", labels: "a=="}
                fields: {path: [x], paths: ["a..b", 3], pointers: [x], globs: ["{"]}
              - fields: {}
              - 5
              - name: z
            """
        do {
            _ = try DriftRules(SourceText(text, name: "f.yaml"))
            Issue.record("a wrong file was read")
        } catch {
            let lines = error.problems.map(\.description)
            #expect(lines.count == 13, "\(error)")
            #expect(lines.contains("f.yaml:4:5: nothing is called \"naem\" here; did you mean \"name\"?"))
            #expect(
                lines.contains { $0.hasPrefix("f.yaml:2:1: nothing is called \"ignor\"") && $0.contains("\"ignore\"") })
            #expect(lines.contains { $0.hasPrefix("f.yaml:5:15: nothing is called \"kinds\"") })
            #expect(lines.contains { $0.hasPrefix("f.yaml:6:") && $0.contains("\"a..b\"") })
            #expect(lines.contains { $0.hasPrefix("f.yaml:7:13") && $0.contains("\"fields\" is missing") })
        }
        #expect(throws: DriftRulesError.self) { try DriftRules(SourceText("a: [", name: "f.yaml")) }
        #expect(throws: DriftRulesError.self) { try DriftRules(SourceText("", name: "f.yaml")) }
    }

    @Test("an Argo CD application")
    func argoApplication() throws {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              ignoreDifferences:
              - group: apps
                kind: "*"
                name: web
                namespace: shop
                jsonPointers: [/spec/replicas, no-pointer]
                jqPathExpressions:
                - .spec.template.spec.containers[] | select(.name == "x").image
                - .spec | to_entries
                managedFieldsManagers: [kube-controller-manager]
              - kind: Service
                jqPathExpressions: [".a, .b"]
            """
        let rules = DriftRules(argoCDApplication: try Document(yaml: text, name: "app.yaml").root)
        #expect(rules.rules.count == 1)
        #expect(
            rules.rules.first?.fields.map(\.description)
                == [
                    "/spec/replicas", "spec.template.spec.containers[name=x].image",
                    "fields of kube-controller-manager",
                ])
        #expect(rules.unsupported.map(\.text) == ["no-pointer", ".spec | to_entries", ".a, .b"])
        #expect(rules.unsupported.map { $0.origin.position?.line } == [10, 13, 16])
    }

    @Test("the ConfigMap of an Argo CD instance")
    func argoConfigMap() throws {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm}
            data:
              resource.customizations.ignoreDifferences.all: |
                managedFieldsManagers: [kube-controller-manager]
              resource.customizations.ignoreDifferences.apps_Deployment: |
                jsonPointers: [/spec/replicas]
                jqPathExpressions: ['.spec | keys']
              resource.customizations.ignoreDifferences.Service: |
                jsonPointers: [/spec/clusterIP]
              resource.customizations.ignoreDifferences.a_b_c: "jsonPointers: [/x]"
              resource.customizations.health.apps_Deployment: x
              resource.customizations: |
                admissionregistration.k8s.io/MutatingWebhookConfiguration:
                  ignoreDifferences: |
                    jqPathExpressions: ['.webhooks[]?.clientConfig.caBundle']
              resource.compareoptions: |
                ignoreResourceStatusField: all
                ignoreAggregatedRoles: true
            """
        let rules = DriftRules(argoCDConfigMap: try Document(yaml: text, name: "cm.yaml").root)
        #expect(
            rules.rules.map { $0.objects.kind?.text } == [
                nil, "Deployment", "Service", "MutatingWebhookConfiguration", nil,
            ])
        #expect(rules.rules.map { $0.objects.group?.text } == [nil, "apps", "", "admissionregistration.k8s.io", nil])
        #expect(rules.unsupported.map(\.text) == [".spec | keys", "a_b_c", "ignoreAggregatedRoles: true"])
        #expect(rules.unsupported.map { $0.origin.position?.line } == [7, 12, 18])
    }

    @Test("a Flux HelmRelease")
    func helmRelease() throws {
        let text = """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: podinfo}
            spec:
              driftDetection:
                mode: enabled
                ignore:
                - paths: ["/spec/replicas", "x"]
                  target: {group: apps, kind: "(Deployment|StatefulSet)", labelSelector: "app in (a,b)"}
                - paths: [""]
                  target: {name: "[a-z]+"}
                - paths: [""]
                  target: {name: "job-.*"}
            """
        let root = try Document(yaml: text, name: "hr.yaml").root
        let rules = DriftRules(fluxHelmRelease: root)
        #expect(rules.rules.map(\.fields.description) == ["[/spec/replicas]", "[the whole object]"])
        #expect(rules.rules[0].objects.kind?.matches("StatefulSet") == true)
        #expect(rules.unsupported.map(\.text) == ["x", "[a-z]+"])
    }

    @Test("labels and annotations by which objects tell Flux to leave them alone")
    func fluxMarkers() throws {
        func isInSync(_ desired: String, _ live: String) throws -> Bool {
            func object(_ metadata: String, _ value: String) throws -> Node {
                try Document(
                    yaml: "{apiVersion: v1, kind: ConfigMap, metadata: {name: x, \(metadata)}, data: {a: \(value)}}"
                ).root
            }
            let result = ThreeWayDiff(mode: .twoWay).compare(
                desired: try object(desired, "x"), live: try object(live, "y"))
            return DriftRules.fluxMarkers.apply(to: result).isInSync
        }
        #expect(try !isInSync("labels: {}", "labels: {}"))
        #expect(try isInSync("annotations: {kustomize.toolkit.fluxcd.io/ssa: ignore}", "labels: {}"))
        #expect(try isInSync("labels: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}", "labels: {}"))
        #expect(try !isInSync("labels: {}", "labels: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}"))
        #expect(try isInSync("labels: {}", "annotations: {kustomize.toolkit.fluxcd.io/reconcile: Disabled}"))
        #expect(try isInSync("annotations: {helm.toolkit.fluxcd.io/driftDetection: disabled}", "labels: {}"))
        #expect(try !isInSync("annotations: {kustomize.toolkit.fluxcd.io/ssa: Merge}", "labels: {}"))
    }

    @Test(
        "a selector of the wrong type hides nothing instead of everything",
        arguments: ["kind: 5", "kind: Deployment, name: 5", "kind: Deployment, namespace: [a]", "group: {}, kind: a"])
    func argoSelectorOfWrongType(selector: String) throws {
        let rules = DriftRules(
            argoCDApplication: try Document(
                yaml: "spec: {ignoreDifferences: [{\(selector), jsonPointers: [/spec]}]}"
            ).root)
        #expect(rules.rules.isEmpty)
        #expect(rules.unsupported.map(\.reason) == ["a string was expected"])
    }

    @Test("entries that are none are named", arguments: ["[7]", "[[]]", "{}", "text"])
    func argoEntryOfWrongType(list: String) throws {
        let rules = DriftRules(argoCDApplication: try Document(yaml: "spec: {ignoreDifferences: \(list)}").root)
        #expect(rules.rules.isEmpty && rules.unsupported.count == 1)
    }

    @Test(
        "a target of the wrong type hides nothing instead of everything",
        arguments: ["{target: all, paths: [/spec]}", "{target: [], paths: [/spec]}", "{target: {}, paths: /spec}", "7"])
    func fluxEntryOfWrongType(entry: String) throws {
        let rules = DriftRules(
            fluxHelmRelease: try Document(yaml: "spec: {driftDetection: {ignore: [\(entry)]}}").root)
        #expect(rules.rules.isEmpty && rules.unsupported.count == 1)
    }
}
