import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

/// Rules of kinds that real manifests seldom have; what the server would store is known from its source.
@Suite("Defaults of the server")
struct ServerDefaultsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var desired: String
        /// The values of the stored object, by path; `nil` for a field that is not stored.
        var stored: [String: String?]

        init(_ name: String, _ desired: String, _ stored: [String: String?]) {
            testDescription = name
            self.desired = desired
            self.stored = stored
        }
    }

    private static let upPolicies =
        #"[{"periodSeconds":15,"type":"Pods","value":4},{"periodSeconds":15,"type":"Percent","value":100}]"#
    private static let downPolicies = #"[{"periodSeconds":15,"type":"Percent","value":100}]"#

    static let cases = [
        Case(
            "an autoscaler of the old version aims at 80 %",
            "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: 3}}",
            ["spec.targetCPUUtilizationPercentage": "80", "spec.minReplicas": "1"]),
        Case(
            "an autoscaler without metrics aims at 80 %, and has no behavior",
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a}, spec: {maxReplicas: 3}}",
            [
                "spec.metrics":
                    #"[{"resource":{"name":"cpu","target":{"averageUtilization":80,"type":"Utilization"}},"type":"Resource"}]"#,
                "spec.behavior": nil,
            ]),
        Case(
            "a behavior is filled up in both directions",
            """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a},
             spec: {maxReplicas: 3, behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}}
            """,
            [
                "spec.behavior.scaleUp.policies": upPolicies, "spec.behavior.scaleUp.selectPolicy": #""Max""#,
                "spec.behavior.scaleUp.stabilizationWindowSeconds": "0",
                "spec.behavior.scaleDown.policies": downPolicies, "spec.behavior.scaleDown.selectPolicy": #""Max""#,
                "spec.behavior.scaleDown.stabilizationWindowSeconds": "60",
            ]),
        Case(
            "policies of one direction are not those of the other",
            """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a},
             spec: {maxReplicas: 3, behavior: {scaleUp: {selectPolicy: Min}}}}
            """,
            [
                "spec.behavior.scaleUp.policies": upPolicies, "spec.behavior.scaleUp.selectPolicy": #""Min""#,
                "spec.behavior.scaleDown.stabilizationWindowSeconds": nil,
            ]),
        Case(
            "a volume of an image is pulled as its tag says",
            """
            {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [],
             volumes: [{name: a, image: {reference: "a:1"}}, {name: b, image: {reference: b}}]}}
            """,
            [
                "spec.volumes[name=a].image.pullPolicy": #""IfNotPresent""#,
                "spec.volumes[name=b].image.pullPolicy": #""Always""#, "spec.volumes[name=a].emptyDir": nil,
            ]),
        Case(
            "an environment file must be there unless it is optional",
            """
            {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "a:1",
             env: [{name: A, valueFrom: {fileKeyRef: {key: a, path: b, volumeName: c}}}]}]}}
            """,
            ["spec.containers[name=a].env[name=A].valueFrom.fileKeyRef.optional": "false"]),
        Case(
            "fields of features that are off are dropped",
            """
            {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {selector: {}, template: {spec:
             {containers: [{name: a, image: "a:1", lifecycle: {stopSignal: SIGUSR1, preStop: {exec: {command: [a]}}}}]}},
             updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 2, partition: 1}}}}
            """,
            [
                "spec.updateStrategy.rollingUpdate.maxUnavailable": nil,
                "spec.updateStrategy.rollingUpdate.partition": "1",
                "spec.template.spec.containers[name=a].lifecycle.stopSignal": nil,
            ]),
        Case(
            "a Job without labels has those of its template",
            """
            {apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {metadata: {labels: {app: a}},
             spec: {restartPolicy: Never, containers: []}}}}
            """,
            ["metadata.labels": #"{"app":"a"}"#]),
        Case(
            "a claim names its source twice",
            """
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce],
             dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: s}}}
            """,
            [
                "spec.dataSourceRef":
                    #"{"apiGroup":"snapshot.storage.k8s.io","kind":"VolumeSnapshot","name":"s"}"#
            ]),
        Case(
            "a claim loses a source that is neither a claim nor a snapshot",
            """
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce],
             dataSource: {apiGroup: example.com, kind: Image, name: s}}}
            """,
            ["spec.dataSource": nil, "spec.dataSourceRef": nil]),
        Case(
            "a claim keeps any source that is also a reference",
            """
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce],
             dataSource: {apiGroup: example.com, kind: Image, name: s},
             dataSourceRef: {apiGroup: example.com, kind: Image, name: s}}}
            """,
            ["spec.dataSource.kind": #""Image""#]),
        Case(
            "a Service without affinity has no settings of it",
            """
            {apiVersion: v1, kind: Service, metadata: {name: a},
             spec: {ports: [{port: 80}], sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}}
            """,
            ["spec.sessionAffinity": #""None""#, "spec.sessionAffinityConfig": nil]),
        Case(
            "a Service with affinity keeps its settings",
            """
            {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}], sessionAffinity: ClientIP,
             sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}}
            """,
            ["spec.sessionAffinityConfig.clientIP.timeoutSeconds": "5"]),
        Case(
            "a container's limits are filled up from the maximum, its requests from limits and minimum",
            """
            {apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: [{type: Container,
             default: {cpu: 500m}, max: {cpu: 2, memory: 1Gi}, min: {memory: 1Mi, ephemeral-storage: 1Gi}}]}}
            """,
            [
                "spec.limits[0].default": #"{"cpu":"500m","memory":"1Gi"}"#,
                "spec.limits[0].defaultRequest": #"{"cpu":"500m","ephemeral-storage":"1Gi","memory":"1Gi"}"#,
            ]),
        Case(
            "each resource that a Pod does not request is requested as it is limited",
            """
            {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "a:1",
             resources: {requests: {cpu: 100m}, limits: {cpu: 1, memory: 1Gi}}}]}}
            """,
            ["spec.containers[name=a].resources.requests": #"{"cpu":"100m","memory":"1Gi"}"#]),
        Case(
            "a service account keeps the names of its secrets only",
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: t, namespace: b, kind: Secret}]}",
            ["secrets": #"[{"name":"t"}]"#]),
        Case(
            "a policy of mutations fails closed",
            """
            {apiVersion: admissionregistration.k8s.io/v1, kind: MutatingAdmissionPolicy, metadata: {name: a},
             spec: {matchConstraints: {}, mutations: [], reinvocationPolicy: Never}}
            """,
            [
                "spec.failurePolicy": #""Fail""#, "spec.matchConstraints.matchPolicy": #""Equivalent""#,
                "spec.matchConstraints.objectSelector": "{}",
            ]),
        Case(
            "a flow schema has a precedence",
            """
            {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: a},
             spec: {priorityLevelConfiguration: {name: b}}}
            """,
            ["spec.matchingPrecedence": "1000"]),
        Case(
            "a priority level has shares and queues",
            """
            {apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: a},
             spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 16}}}}}
            """,
            [
                "spec.limited.nominalConcurrencyShares": "30", "spec.limited.lendablePercent": "0",
                "spec.limited.limitResponse.queuing": #"{"handSize":8,"queueLengthLimit":50,"queues":16}"#,
            ]),
        Case(
            "a toleration of a device compares for equality",
            """
            {apiVersion: resource.k8s.io/v1, kind: ResourceClaim, metadata: {name: a}, spec: {devices: {requests:
             [{name: r, exactly: {deviceClassName: c, tolerations: [{key: k, value: v}]}}]}}}
            """,
            [
                "spec.devices.requests[0].exactly.tolerations": #"[{"key":"k","operator":"Equal","value":"v"}]"#,
                "spec.devices.requests[0].exactly.count": "1",
            ]),
        Case(
            "a lease has no strategy",
            """
            {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: a},
             spec: {holderIdentity: h, strategy: OldestEmulationVersion, preferredHolder: p}}
            """,
            ["spec": #"{"holderIdentity":"h"}"#]),
    ]

    @Test("the stored form has what the server adds, and lacks what it drops", arguments: cases)
    func stored(_ example: Case) throws {
        let stored = try StoredForm().document(of: try Document(yaml: example.desired).root).root
        for (path, expected) in example.stored {
            let found = stored.value(at: try FieldPath(parsing: path)).map { JSONWriter.canonical.string($0) }
            #expect(found == expected, "\(path)")
        }
    }

    @Test("neither is drift, and every addition has a reason", arguments: cases)
    func compared(_ example: Case) throws {
        let desired = try Document(yaml: example.desired).root
        let live = try StoredForm().document(of: desired).root
        let result = ThreeWayDiff(mode: .twoWay, explainsLiveOnly: true).compare(desired: desired, live: live)
        #expect(result.changes.map(\.path) == [])
        #expect(result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path) == [])
    }

    @Test("settings of an affinity are drift when the affinity is wanted and was switched off")
    func affinitySwitchedOff() throws {
        let desired = try Document(
            yaml: """
                {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {sessionAffinity: ClientIP,
                 sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}}
                """
        ).root
        let live = try Document(
            yaml: "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {sessionAffinity: None}}"
        ).root
        let paths = ThreeWayDiff(mode: .twoWay).compare(desired: desired, live: live).changes.map(\.path.description)
        #expect(paths == ["spec.sessionAffinity", "spec.sessionAffinityConfig"])
    }

    @Test("what somebody else requests is theirs, and another amount than the limit is no default")
    func requestsOfOthers() throws {
        func live(_ memory: String, _ fields: String) throws -> Node {
            try Document(
                yaml: """
                    {apiVersion: v1, kind: Pod, metadata: {name: a, managedFields: [{manager: vpa, operation: Update,
                     apiVersion: v1, fieldsType: FieldsV1, fieldsV1: \(fields)}]}, spec: {containers: [{name: a,
                     image: "a:1", resources: {requests: {cpu: 100m, memory: \(memory)}, limits: {memory: 1Gi}}}]}}
                    """
            ).root
        }
        let desired = try Document(
            yaml: """
                {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: "a:1",
                 resources: {requests: {cpu: 100m}, limits: {memory: 1Gi}}}]}}
                """
        ).root
        let owned = """
            {"f:spec": {"f:containers": {'k:{"name":"a"}': {"f:resources": {"f:requests": {"f:memory": {}}}}}}}
            """
        func explanation(_ live: Node) throws -> LiveOnlyField.Explanation? {
            let result = ThreeWayDiff(mode: .twoWay, explainsLiveOnly: true).compare(desired: desired, live: live)
            let path = try FieldPath(parsing: "spec.containers[name=a].resources.requests.memory")
            return result.liveOnly.first { $0.path == path }?.explanation
        }
        #expect(try explanation(live("1Gi", "{}")) == .defaulted)
        #expect(try explanation(live("1024Mi", "{}")) == .defaulted)
        #expect(try explanation(live("2Gi", "{}")) == .unexplained)
        #expect(try explanation(live("1Gi", owned)) == .owned(manager: "vpa", since: nil))
    }

    @Test("other values than the server's are not taken for defaults")
    func unexplained() throws {
        let desired = try Document(
            yaml: """
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a},
                 spec: {maxReplicas: 3, behavior: {scaleDown: {selectPolicy: Max}}}}
                """
        ).root
        let path = try FieldPath(parsing: "spec.behavior.scaleDown.policies")
        let live = try StoredForm().document(of: desired).applying([
            .set(path, try Document(json: SourceText(Self.upPolicies)).root)
        ]).root
        let result = ThreeWayDiff(mode: .twoWay, explainsLiveOnly: true).compare(desired: desired, live: live)
        #expect(result.isInSync)
        let unexplained = result.liveOnly.filter { $0.explanation == .unexplained }.map(\.path.description)
        #expect(!unexplained.isEmpty && unexplained.allSatisfy { $0.hasPrefix("spec.behavior.scaleDown.policies") })
    }
}
