import GitOpsDiff
import Testing

@Suite("Risk of changes of Pods")
struct PodRiskTests {
    typealias Fixture = RiskFixture

    static let privilege: [Fixture] = [
        .container("", "securityContext: {privileged: true}", .privilege, .rollingRestart),
        .container(
            "securityContext: {capabilities: {add: [A]}}", "securityContext: {capabilities: {add: [A, B]}}",
            .privilege, .rollingRestart),
        .container(
            "securityContext: {capabilities: {drop: [ALL]}}", "securityContext: {capabilities: {}}",
            .privilege, .rollingRestart),
        .container("securityContext: {allowPrivilegeEscalation: false}", "", .privilege, .rollingRestart),
        .container(
            "securityContext: {readOnlyRootFilesystem: true}", "securityContext: {readOnlyRootFilesystem: false}",
            .privilege, .rollingRestart),
        .container("securityContext: {runAsNonRoot: true}", "securityContext: {}", .privilege, .rollingRestart),
        .container(
            "securityContext: {runAsUser: 1000}", "securityContext: {runAsUser: 0}", .privilege, .rollingRestart),
        .container(
            "securityContext: {seccompProfile: {type: RuntimeDefault}}",
            "securityContext: {seccompProfile: {type: Unconfined}}", .privilege, .rollingRestart),
        .container("", "securityContext: {procMount: Unmasked}", .privilege, .rollingRestart),
        .container(
            "volumeMounts: [{name: v, mountPath: /v}]",
            "volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]", .privilege, .rollingRestart),
        .pod(
            "containers: [{name: a}]", "containers: [{name: a}, {name: b, securityContext: {privileged: true}}]",
            .privilege, .rollingRestart),
        .pod("", "hostPID: true", .privilege, .rollingRestart),
        .pod("", "hostIPC: true", .privilege, .rollingRestart),
        .pod("hostUsers: false", "", .privilege, .rollingRestart),
        .pod("serviceAccountName: a", "serviceAccountName: b", .privilege, .rollingRestart),
        .pod("automountServiceAccountToken: false", "automountServiceAccountToken: true", .privilege, .rollingRestart),
        .pod("automountServiceAccountToken: false", "", .privilege, .rollingRestart),
        .pod(
            "securityContext: {runAsNonRoot: true}, containers: [{name: a}]", "containers: [{name: a}]",
            .privilege, .rollingRestart),
        .pod("runtimeClassName: gvisor", "", .privilege, .rollingRestart),
        .pod(
            "volumes: [{name: v, emptyDir: {}}]", "volumes: [{name: v, hostPath: {path: /}}]",
            .privilege, .rollingRestart),
        .pod(
            "volumes: [{name: v, hostPath: {path: /a}}]", "volumes: [{name: v, hostPath: {path: /}}]",
            .privilege, .rollingRestart),
        .pod("", "securityContext: {sysctls: [{name: a, value: b}]}", .privilege, .rollingRestart),
    ]

    static let tighter: [Fixture] = [
        .container("securityContext: {privileged: true}", "", .rollingRestart),
        .container("securityContext: {privileged: true}", "securityContext: {privileged: false}", .rollingRestart),
        .container("", "securityContext: {privileged: false}", .rollingRestart),
        .container(
            "securityContext: {capabilities: {add: [A, B]}}", "securityContext: {capabilities: {add: [B]}}",
            .rollingRestart),
        .container("", "securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}", .rollingRestart),
        .container("", "securityContext: {capabilities: {drop: [ALL]}}", .rollingRestart),
        .container(
            "securityContext: {capabilities: {add: [A, B]}}", "securityContext: {capabilities: {add: [B, A]}}",
            .rollingRestart),
        .container("", "securityContext: {allowPrivilegeEscalation: false}", .rollingRestart),
        .container("", "securityContext: {allowPrivilegeEscalation: true}", .rollingRestart),
        .container("securityContext: {runAsUser: 0}", "securityContext: {runAsUser: 1000}", .rollingRestart),
        .pod("hostPID: true", "", .rollingRestart),
        .pod("", "hostUsers: false", .rollingRestart),
        .pod("", "automountServiceAccountToken: false", .rollingRestart),
        .pod("automountServiceAccountToken: true", "", .rollingRestart),
        .pod("", "runtimeClassName: gvisor", .rollingRestart),
        .pod("volumes: [{name: v, hostPath: {path: /}}]", "volumes: [{name: v, emptyDir: {}}]", .rollingRestart),
        // A container that goes takes its settings along.
        .pod(
            "containers: [{name: a}, {name: b, securityContext: {runAsNonRoot: true}}]", "containers: [{name: a}]",
            .rollingRestart),
        // What the container no longer says, the Pod does; and the other way round.
        .pod(
            "securityContext: {runAsNonRoot: true}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]",
            "securityContext: {runAsNonRoot: true}, containers: [{name: a}]", .rollingRestart),
        .pod(
            "securityContext: {runAsNonRoot: true}, containers: [{name: a}]",
            "containers: [{name: a, securityContext: {runAsNonRoot: true}}]", .rollingRestart),
        .container(
            "volumeMounts: [{name: v, mountPath: /v}]",
            "volumeMounts: [{name: v, mountPath: /v, mountPropagation: HostToContainer}]", .rollingRestart),
    ]

    static let exposure: [Fixture] = [
        .pod("", "hostNetwork: true", .exposure, .rollingRestart),
        .pod("hostNetwork: true", "", .rollingRestart),
        .container(
            "ports: [{containerPort: 80}]", "ports: [{containerPort: 80, hostPort: 80}]",
            .exposure, .rollingRestart),
        .container("ports: [{containerPort: 80, hostPort: 80}]", "ports: [{containerPort: 80}]", .rollingRestart),
        .container(
            "ports: [{containerPort: 80}]", "ports: [{containerPort: 80}, {containerPort: 81}]",
            .rollingRestart),
        .container(
            "ports: [{containerPort: 80, hostPort: 80, hostIP: 127.0.0.1}]",
            "ports: [{containerPort: 80, hostPort: 80}]", .exposure, .rollingRestart),
    ]

    static let capacity: [Fixture] = [
        .container("resources: {limits: {cpu: 1}}", "resources: {limits: {cpu: 2}}", .rollingRestart, .capacity),
        .container("", "resources: {requests: {memory: 1Gi}}", .rollingRestart, .capacity),
        .container("image: 'x:1'", "image: 'x:2'", .rollingRestart),
        .container("env: [{name: A, value: a}]", "env: [{name: A, value: b}]", .rollingRestart),
    ]

    @Test("rights that Pods get are privilege", arguments: privilege + exposure + capacity)
    func loosened(fixture: Fixture) throws { try check(fixture) }

    @Test("rights that Pods lose are none", arguments: tighter)
    func tightened(fixture: Fixture) throws { try check(fixture) }

    private func check(_ fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
        #expect(assessment.findings.allSatisfy { !$0.reason.isEmpty && !$0.source.isEmpty })
    }

    @Test("the kind that holds the Pod decides what happens to it")
    func holders() throws {
        let rows: [Fixture] = [
            .init(
                "v1 Pod", "spec: {containers: [{name: a, image: 'x:1'}]}",
                "spec: {containers: [{name: a, image: 'x:2'}]}", .rollingRestart),
            .init(
                "v1 Pod", "spec: {containers: [{name: a, image: 'x:1'}]}",
                "spec: {containers: [{name: a, image: 'x:1', command: [b]}]}", .recreate),
            .init("v1 Pod", "spec: {containers: [{name: a}]}", "spec: {containers: [{name: a}, {name: b}]}", .recreate),
            .init("v1 Pod", "spec: {activeDeadlineSeconds: 9}", "spec: {activeDeadlineSeconds: 8}", .inPlace),
            .init("v1 Pod", "spec: {hostPID: false}", "spec: {hostPID: true}", .privilege, .recreate),
            .init("v1 Pod", "spec: {nodeSelector: {a: b}}", "spec: {nodeSelector: {a: c}}", .recreate),
            .init(
                "v1 Pod", "spec: {schedulingGates: [{name: g}], nodeSelector: {a: b}}",
                "spec: {schedulingGates: [{name: g}], nodeSelector: {a: b, c: d}}", .inPlace),
            .init(
                "apps/v1 StatefulSet", "spec: {template: {spec: {hostname: a}}}",
                "spec: {template: {spec: {hostname: b}}}", .rollingRestart),
            .init(
                "apps/v1 StatefulSet", "spec: {updateStrategy: {type: OnDelete}, template: {spec: {hostname: a}}}",
                "spec: {updateStrategy: {type: OnDelete}, template: {spec: {hostname: b}}}", .inPlace),
            .init(
                "apps/v1 DaemonSet", "spec: {template: {spec: {hostname: a}}}",
                "spec: {template: {spec: {hostname: b}}}", .rollingRestart),
            .init(
                "apps/v1 DaemonSet", "spec: {updateStrategy: {type: OnDelete}, template: {spec: {hostname: a}}}",
                "spec: {updateStrategy: {type: OnDelete}, template: {spec: {hostname: b}}}", .inPlace),
            .init(
                "apps/v1 ReplicaSet", "spec: {template: {spec: {hostname: a}}}",
                "spec: {template: {spec: {hostname: b}}}", .inPlace),
            .init(
                "batch/v1 Job", "spec: {template: {spec: {hostname: a}}}",
                "spec: {template: {spec: {hostname: b}}}", .recreate),
            .init(
                "batch/v1 Job", "spec: {suspend: true, template: {spec: {nodeSelector: {a: b}}}}",
                "spec: {suspend: true, template: {spec: {nodeSelector: {a: c}}}}", .inPlace),
            .init(
                "batch/v1 Job", "spec: {suspend: true, template: {spec: {hostname: a}}}",
                "spec: {suspend: true, template: {spec: {hostname: b}}}", .recreate),
            .init(
                "batch/v1 CronJob", "spec: {jobTemplate: {spec: {template: {spec: {hostname: a}}}}}",
                "spec: {jobTemplate: {spec: {template: {spec: {hostname: b}}}}}", .inPlace),
            .init(
                "batch/v1 CronJob", "spec: {jobTemplate: {spec: {template: {spec: {hostPID: false}}}}}",
                "spec: {jobTemplate: {spec: {template: {spec: {hostPID: true}}}}}", .privilege, .inPlace),
        ]
        for row in rows { try check(row) }
    }
}
