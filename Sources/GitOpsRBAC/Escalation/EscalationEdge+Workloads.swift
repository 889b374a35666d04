// The tables of edges: pods and nodes.
extension EscalationEdge {
    /// Custom resources whose controllers make pods from a template with a service account of the namespace, whenever
    /// they are written.
    private static let podMakers: [(id: String, title: String, resource: String, source: String)] = [
        ("C3a", "an Argo Rollout", "rollouts.argoproj.io", "argo-rollouts/pkg/apis/rollouts/v1alpha1/types.go"),
        ("C3b", "a Knative Service", "services.serving.knative.dev", "serving/pkg/apis/serving/v1/service_types.go"),
        (
            "C3c", "a KubeVirt machine", "virtualmachines.kubevirt.io",
            "kubevirt/staging/src/kubevirt.io/api/core/v1/types.go"
        ),
        ("C3d", "a Ray cluster", "rayclusters.ray.io,rayjobs.ray.io,rayservices.ray.io", "kuberay/ray-operator/apis"),
        (
            "C3e", "a Spark application",
            "sparkapplications.sparkoperator.k8s.io,scheduledsparkapplications.sparkoperator.k8s.io",
            "spark-operator/api/v1beta2/sparkapplication_types.go"
        ),
        (
            "C3g", "an OpenShift DeploymentConfig", "deploymentconfigs.apps.openshift.io",
            "openshift/api/apps/v1/types.go"
        ),
        (
            "C3h", "an OpenShift build configuration", "buildconfigs.build.openshift.io",
            "openshift/api/build/v1/types.go"
        ),
        (
            "F8b", "an Argo workflow", "workflows.argoproj.io,cronworkflows.argoproj.io",
            "argo-workflows/docs/service-accounts.md"
        ),
        (
            "F8c", "a set of GitHub runners",
            "autoscalingrunnersets.actions.github.com,runnerdeployments.actions.summerwind.dev",
            "actions-runner-controller/apis"
        ),
    ]

    /// The same for those whose template cannot change once they exist.
    private static let podMakersOnce: [(id: String, title: String, resource: String, source: String)] = [
        (
            "C3i", "a KubeVirt instance", "virtualmachineinstances.kubevirt.io",
            "kubevirt/pkg/virt-api/webhooks/validating-webhook/admitters/vmi-update-admitter.go"
        ),
        (
            "C3f", "a Volcano job", "jobs.batch.volcano.sh",
            "volcano/pkg/webhooks/admission/jobs/validate/admit_job.go, validateJobUpdate"
        ),
        (
            "C3o", "an OpenShift build", "builds.build.openshift.io",
            "openshift/openshift-apiserver/pkg/build/apis/build/validation, ValidateBuildUpdate"
        ),
        (
            "F8a", "a Tekton run", "taskruns.tekton.dev,pipelineruns.tekton.dev",
            "tektoncd/pipeline/pkg/apis/pipeline/v1/pipelinerun_validation.go, ValidateUpdate"
        ),
    ]

    static let workloadEdges: [EscalationEdge] =
        [
            EscalationEdge(
                "C1", "creates a pod", needs: [.may("create pods")], gains: .here(.workload),
                source: "plugin/pkg/admission/serviceaccount/admission.go: the account only has to exist"),
            EscalationEdge(
                "C2", "writes the template of a Deployment, StatefulSet, DaemonSet or ReplicaSet",
                needs: [
                    .may(
                        """
                        create|update|patch \
                        deployments.apps,statefulsets.apps,daemonsets.apps,replicasets.apps
                        """)
                ],
                gains: .here(.workload), source: "pkg/controller/controller_utils.go, GetPodFromTemplate"),
            EscalationEdge(
                "C2r", "writes the template of a ReplicationController",
                needs: [.may("create|update|patch replicationcontrollers")], gains: .here(.workload),
                source: "pkg/controller/replication/replication_controller.go"),
            EscalationEdge(
                "C2j", "creates a Job", needs: [.may("create jobs.batch")], gains: .here(.workload),
                source: "pkg/controller/job/job_controller.go; the template of a Job that runs cannot change"),
            EscalationEdge(
                "C2c", "writes the template of a CronJob", needs: [.may("create|update|patch cronjobs.batch")],
                gains: .here(.workload), source: "pkg/controller/cronjob/cronjob_controllerv2.go"),
        ]
        + podMakers.map { maker in
            EscalationEdge(
                maker.id, "writes \(maker.title)",
                needs: [.may("create|update|patch \(maker.resource)"), .given(.serves(maker.resource))],
                gains: .here(.workload), source: maker.source)
        }
        + podMakersOnce.map { maker in
            EscalationEdge(
                maker.id, "creates \(maker.title)",
                needs: [.may("create \(maker.resource)"), .given(.serves(maker.resource))],
                gains: .here(.workload), source: maker.source)
        } + [
            EscalationEdge(
                "C1a", "runs a pod as any service account of the namespace", needs: [.has(.workload)],
                gains: .here(.anyAccount), source: "plugin/pkg/admission/serviceaccount/admission.go"),
            EscalationEdge(
                "C1s", "mounts any Secret of the namespace in a pod", needs: [.has(.workload)],
                gains: .here(.secrets), source: "plugin/pkg/admission/serviceaccount/admission.go"),
            EscalationEdge(
                "C4", "runs a privileged pod",
                needs: [.has(.workload), .given(.podsMayBePrivileged), .given(.podSecurityIsByLabels)],
                gains: .everywhere(.nodeRoot), source: "staging/src/k8s.io/pod-security-admission/admission"),
            EscalationEdge(
                "C5", "takes the Pod Security labels off its namespace and runs a privileged pod",
                needs: [
                    .may("update|patch namespaces,namespaces/status"), .has(.workload), .given(.podSecurityIsByLabels),
                ],
                gains: .everywhere(.nodeRoot),
                source: """
                    staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go: inside the namespace; \
                    pkg/registry/core/namespace/strategy.go: the status is written with its labels
                    """),
            EscalationEdge(
                "C5f", "takes the Pod Security labels off its namespace as it finalizes it, and runs a privileged pod",
                needs: [.may("update namespaces/finalize"), .has(.workload), .given(.podSecurityIsByLabels)],
                gains: .everywhere(.nodeRoot),
                source: "pkg/registry/core/namespace/strategy.go, namespaceFinalizeStrategy"),
            EscalationEdge(
                "C6", "changes the image of a running pod", needs: [.may("update|patch pods[?]")],
                gains: .pods(named: 0), source: "pkg/apis/core/validation/validation.go, ValidatePodUpdate"),
            EscalationEdge(
                "C7", "executes commands in a pod", needs: [.may("create pods/exec[?]")], gains: .pods(named: 0),
                source: "pkg/registry/core/pod/rest/subresources.go"),
            EscalationEdge(
                "C7g", "executes commands in a pod over a WebSocket, which only asks for get",
                needs: [.may("get pods/exec[?]"), .given(.kubernetesBefore(35))], gains: .pods(named: 0),
                source: "kubernetes/kubernetes#78741; AuthorizePodWebsocketUpgradeCreatePermission"),
            EscalationEdge(
                "C8", "attaches to a pod", needs: [.may("create pods/attach[?]")], gains: .pods(named: 0),
                source: "pkg/registry/core/pod/rest/subresources.go"),
            EscalationEdge(
                "C8g", "attaches to a pod over a WebSocket, which only asks for get",
                needs: [.may("get pods/attach[?]"), .given(.kubernetesBefore(35))], gains: .pods(named: 0),
                source: "kubernetes/kubernetes#78741; AuthorizePodWebsocketUpgradeCreatePermission"),
            EscalationEdge(
                "C9", "adds an ephemeral container to a pod",
                needs: [.may("update|patch pods/ephemeralcontainers[?]")], gains: .pods(named: 0),
                source: "pkg/registry/core/pod/strategy.go, podEphemeralContainersStrategy"),
            EscalationEdge(
                "C9p", "adds a privileged ephemeral container to a pod",
                needs: [
                    .may("update|patch pods/ephemeralcontainers"), .given(.podsMayBePrivileged),
                    .given(.podSecurityIsByLabels),
                ],
                gains: .everywhere(.nodeRoot), source: "pkg/registry/core/pod/strategy.go"),
            EscalationEdge(
                "C13", "binds pods to a node that it controls",
                // The request is for `pods/NAME/binding`: a rule for one pod is good for that one.
                needs: [.has(.nodeRoot), .may("create pods/binding"), .may("delete|deletecollection pods")],
                gains: .here(.podTokens),
                source: "pkg/registry/core/pod/storage/storage.go, BindingREST; requestinfo.go: the name of the pod"),
            EscalationEdge(
                "C13b", "binds pods to a node that it controls by objects of their own",
                // Such an object is only ever created in its collection, by a request without a name.
                needs: [.has(.nodeRoot), .may("create bindings!"), .may("delete|deletecollection pods")],
                gains: .here(.podTokens),
                source: "pkg/registry/core/pod/storage/storage.go, LegacyBindingREST: a Creater alone"),
            EscalationEdge(
                "C14", "drives pods to a node that it controls by deleting them",
                needs: [
                    .has(.nodeRoot), .may("delete|deletecollection pods"), .may("update|patch nodes,nodes/status @*"),
                ],
                gains: .here(.podTokens), source: "rbac-police: steal_pods"),
            EscalationEdge(
                "C14e", "drives pods to a node that it controls by evicting them",
                needs: [.has(.nodeRoot), .may("create pods/eviction"), .may("update|patch nodes,nodes/status @*")],
                gains: .here(.podTokens), source: "pkg/registry/core/pod/storage/eviction.go"),
            EscalationEdge(
                "C16", "takes the tokens of the pods that it runs code in", needs: [.has(.podCode)],
                gains: .podAccounts, source: "plugin/pkg/admission/serviceaccount/admission.go, automount"),
            EscalationEdge(
                "C16t", "takes the tokens of pods", needs: [.has(.podTokens)], gains: .podAccounts,
                source: "plugin/pkg/admission/serviceaccount/admission.go, automount"),
            EscalationEdge(
                "C17", "leaves a pod that is not kept from its node",
                needs: [.has(.podCode), .given(.podsArePrivileged)], gains: .everywhere(.nodeRoot),
                source: "https://bishopfox.com/blog/kubernetes-pod-privilege-escalation"),
            EscalationEdge(
                "C17s", "leaves its own pod, which is not kept from its node",
                needs: [.has(.foothold), .given(.ownPodsArePrivileged)], gains: .everywhere(.nodeRoot),
                source: "https://bishopfox.com/blog/kubernetes-pod-privilege-escalation"),
        ]

    static let nodeEdges: [EscalationEdge] = [
        EscalationEdge(
            "D1", "executes commands in pods through the kubelet", needs: [.may("get|create nodes/proxy @*")],
            gains: .everywhere(.podCode),
            source: "pkg/kubelet/server/auth.go: a WebSocket is a GET; kubernetes/kubernetes#136550"),
        EscalationEdge(
            "D2", "reads the memory of containers from checkpoints", needs: [.may("create nodes/checkpoint @*")],
            gains: .everywhere(.podTokens), source: "pkg/kubelet/server/server.go, checkpoint"),
        EscalationEdge(
            "D4", "takes the tokens of the pods on its node", needs: [.has(.nodeRoot)], gains: .nodeAccounts,
            source: "plugin/pkg/auth/authorizer/node/node_authorizer.go"),
        EscalationEdge(
            "D4k", "asks as the kubelet for tokens of the pods on its node", needs: [.has(.nodeIdentity)],
            gains: .nodeAccounts, source: "plugin/pkg/auth/authorizer/node/node_authorizer.go"),
        EscalationEdge(
            "D5", "takes the keys of the control plane from its node",
            needs: [.has(.nodeRoot), .given(.controlPlaneNodesTakePods)], gains: .everywhere(.systemMasters),
            source: "kubeadm: /etc/kubernetes/pki and static pods"),
        EscalationEdge(
            "D6", "mounts a path of the node through a volume, which Pod Security does not see",
            needs: [.may("create persistentvolumes @*"), .has(.workload)], gains: .everywhere(.nodeRoot),
            source: """
                https://kubernetes.io/docs/concepts/security/rbac-good-practices/, persistent volumes; \
                https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/: the cluster makes a pod's claim
                """),
    ]
}
