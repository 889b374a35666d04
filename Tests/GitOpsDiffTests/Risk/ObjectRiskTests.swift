import GitOpsDiff
import GitOpsManifest
import Testing

@Suite("Risk of changes of other objects")
struct ObjectRiskTests {
    typealias Fixture = RiskFixture

    static let workloads: [Fixture] = [
        .init("apps/v1 Deployment", "spec: {replicas: 2}", "spec: {replicas: 3}", .capacity),
        .init(
            "apps/v1 Deployment", "spec: {selector: {matchLabels: {a: b}}}", "spec: {selector: {matchLabels: {a: c}}}",
            .recreate),
        .init("apps/v1 Deployment", "spec: {minReadySeconds: 1}", "spec: {minReadySeconds: 2}", .inPlace),
        .init(
            "apps/v1 Deployment", "spec: {template: {metadata: {annotations: {a: b}}}}",
            "spec: {template: {metadata: {annotations: {a: c}}}}", .rollingRestart),
        .init(
            "apps/v1 Deployment",
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, v: '1'}}}}",
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b, v: '2'}}}}", .rollingRestart),
        .init(
            "apps/v1 Deployment",
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}",
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}}}",
            .recreate, .rollingRestart),
        .init("apps/v1 StatefulSet", "spec: {serviceName: a}", "spec: {serviceName: b}", .recreate),
        .init("apps/v1 StatefulSet", "spec: {replicas: 3}", "spec: {replicas: 2}", .capacity),
        .init(
            "apps/v1 StatefulSet",
            "spec: {replicas: 3, persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}",
            "spec: {replicas: 2, persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}}", .dataLoss, .capacity),
        .init(
            "apps/v1 StatefulSet", "spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain}}",
            "spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}", .dataLoss),
        .init(
            "apps/v1 StatefulSet", "spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}",
            "spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain}}", .inPlace),
        .init(
            "apps/v1 StatefulSet",
            "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 2Gi}}}}]}",
            "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}",
            .dataLoss, .recreate),
        .init("batch/v1 Job", "spec: {parallelism: 1}", "spec: {parallelism: 2}", .capacity),
        .init("batch/v1 Job", "spec: {completions: 1}", "spec: {completions: 2}", .recreate, .capacity),
        .init(
            "batch/v1 Job", "spec: {completionMode: Indexed, completions: 1, parallelism: 1}",
            "spec: {completionMode: Indexed, completions: 2, parallelism: 2}", .capacity),
        .init("batch/v1 CronJob", "spec: {schedule: '1 * * * *'}", "spec: {schedule: '2 * * * *'}", .inPlace),
        .init("autoscaling/v2 HorizontalPodAutoscaler", "spec: {maxReplicas: 2}", "spec: {maxReplicas: 9}", .capacity),
        .init("policy/v1 PodDisruptionBudget", "spec: {minAvailable: 2}", "spec: {minAvailable: 1}", .capacity),
        .init("v1 ResourceQuota", "spec: {hard: {pods: 1}}", "spec: {hard: {pods: 2}}", .guardrail, .capacity),
        .init(
            "v1 ResourceQuota", "spec: {scopes: [BestEffort]}", "spec: {scopes: [Terminating]}", .guardrail, .recreate,
            .capacity),
    ]

    static let networking: [Fixture] = [
        .init("v1 Service", "spec: {type: ClusterIP}", "spec: {type: LoadBalancer}", .exposure),
        .init("v1 Service", "spec: {ports: [{port: 1}]}", "spec: {type: NodePort, ports: [{port: 1}]}", .exposure),
        .init("v1 Service", "spec: {type: LoadBalancer}", "spec: {type: ClusterIP}", .inPlace),
        .init("v1 Service", "spec: {type: LoadBalancer}", "spec: {type: NodePort}", .inPlace),
        .init("v1 Service", "spec: {sessionAffinity: None}", "spec: {type: ClusterIP, sessionAffinity: None}", .none),
        .init("v1 Service", "spec: {externalIPs: [1.1.1.1]}", "spec: {externalIPs: [1.1.1.1, 2.2.2.2]}", .exposure),
        .init("v1 Service", "spec: {externalIPs: [1.1.1.1, 2.2.2.2]}", "spec: {externalIPs: [2.2.2.2]}", .inPlace),
        .init("v1 Service", "spec: {loadBalancerSourceRanges: [10.0.0.0/8]}", "spec: {}", .exposure),
        .init(
            "v1 Service", "spec: {sessionAffinity: None}",
            "spec: {sessionAffinity: None, loadBalancerSourceRanges: [10.0.0.0/8]}", .inPlace),
        .init(
            "v1 Service", "spec: {type: LoadBalancer, ports: [{name: a, port: 1}]}",
            "spec: {type: LoadBalancer, ports: [{name: a, port: 1}, {name: b, port: 2}]}", .exposure),
        .init(
            "v1 Service", "spec: {ports: [{name: a, port: 1}]}",
            "spec: {ports: [{name: a, port: 1}, {name: b, port: 2}]}", .inPlace),
        .init("v1 Service", "spec: {clusterIP: 10.0.0.1}", "spec: {clusterIP: 10.0.0.2}", .recreate),
        .init(
            "v1 Service", "spec: {sessionAffinity: None, clusterIP: 10.0.0.1}", "spec: {sessionAffinity: None}",
            .inPlace),
        .init(
            "v1 Service", "spec: {type: ExternalName, clusterIP: 10.0.0.1}",
            "spec: {type: ExternalName, clusterIP: 10.0.0.2}", .inPlace),
        .init("v1 Service", "spec: {selector: {a: b, c: d}}", "spec: {selector: {a: b}}", .exposure, .inPlace),
        .init("v1 Service", "spec: {selector: {a: b}}", "spec: {selector: {a: b, c: d}}", .inPlace),
        .init(
            "v1 Service", "metadata: {name: x, annotations: {networking.gke.io/load-balancer-type: Internal}}",
            "metadata: {name: x, annotations: {}}", .exposure),
        .init("networking.k8s.io/v1 Ingress", "spec: {rules: [{host: a}]}", "spec: {rules: [{host: b}]}", .exposure),
        .init(
            "networking.k8s.io/v1 Ingress", "spec: {rules: [{host: a}]}", "spec: {rules: [{host: a}, {host: b}]}",
            .exposure),
        .init("networking.k8s.io/v1 Ingress", "spec: {tls: [{hosts: [a]}]}", "spec: {}", .exposure),
        .init(
            "networking.k8s.io/v1 Ingress", "spec: {rules: [{host: a}]}",
            "spec: {rules: [{host: a}], tls: [{hosts: [a]}]}", .inPlace),
        .init(
            "networking.k8s.io/v1 Ingress", "spec: {tls: [{hosts: [a], secretName: s}]}",
            "spec: {tls: [{hosts: [a], secretName: t}]}", .inPlace),
        .init(
            "networking.k8s.io/v1 Ingress",
            "spec: {rules: [{host: a, http: {paths: [{path: /, backend: {service: {name: s}}}]}}]}",
            "spec: {rules: [{host: a, http: {paths: [{path: /, backend: {service: {name: t}}}]}}]}", .inPlace),
        .init(
            "networking.k8s.io/v1 Ingress", "spec: {ingressClassName: internal}",
            "spec: {ingressClassName: public}", .exposure),
    ]

    private static let policy = "networking.k8s.io/v1 NetworkPolicy"
    static let policies: [Fixture] = [
        .init(policy, "spec: {ingress: []}", "spec: {ingress: [{}]}", .guardrailLoosened, .exposure),
        .init(policy, "spec: {ingress: [{}]}", "spec: {ingress: []}", .guardrail),
        .init(
            policy, "spec: {ingress: [{from: [{podSelector: {}}]}]}", "spec: {ingress: [{}]}", .guardrailLoosened,
            .exposure),
        .init(policy, "spec: {ingress: [{}]}", "spec: {ingress: [{from: [{podSelector: {}}]}]}", .guardrail),
        .init(
            policy, "spec: {ingress: [{ports: [{port: 1}]}]}", "spec: {ingress: [{ports: [{port: 1}, {port: 2}]}]}",
            .exposure, .guardrail),
        .init(
            policy, "spec: {ingress: [{ports: [{port: 1}, {port: 2}]}]}", "spec: {ingress: [{ports: [{port: 2}]}]}",
            .guardrail),
        .init(policy, "spec: {podSelector: {}}", "spec: {podSelector: {matchLabels: {a: b}}}", .guardrailLoosened),
        .init(policy, "spec: {podSelector: {matchLabels: {a: b}}}", "spec: {podSelector: {}}", .guardrail),
        .init(
            policy, "spec: {policyTypes: [Ingress, Egress]}", "spec: {policyTypes: [Ingress]}", .guardrailLoosened),
        .init(policy, "spec: {policyTypes: [Ingress]}", "spec: {policyTypes: [Ingress, Egress]}", .guardrail),
        .init(
            policy, "spec: {podSelector: {}, egress: [{ports: [{port: 53}]}]}", "spec: {podSelector: {}}",
            .guardrailLoosened),
        .init(
            policy, "spec: {policyTypes: [Egress], egress: [{ports: [{port: 53}]}]}", "spec: {policyTypes: [Egress]}",
            .guardrail),
        .init(
            policy, "spec: {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}",
            "spec: {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", .exposure, .guardrail),
        .init(
            policy, "spec: {ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}",
            "spec: {ingress: [{from: [{podSelector: {}}]}]}", .exposure, .guardrail),
    ]

    @Test("workloads, networking and policies", arguments: workloads + networking + policies)
    func all(fixture: Fixture) throws {
        let assessment = try fixture.assessment()
        #expect(Fixture.risks(assessment) == fixture.risks, "\(assessment.findings)")
    }
}
