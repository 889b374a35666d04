/// The resources that a control judges, and the names by which its expressions get at what they share.
public struct ControlSubject: Sendable, Hashable {
    /// The resources.
    public let rules: [ResourceRule]
    /// A condition that objects have to meet to be judged, by its name.
    public let condition: Control.Variable?
    let variables: [Control.Variable]

    private init(
        _ rules: [ResourceRule], condition: Control.Variable? = nil, variables: [Control.Variable] = []
    ) {
        self.rules = rules
        self.condition = condition
        self.variables = variables
    }

    /// Objects of one API group, in every version, so that what is written in an old one is judged alike.
    private static func objects(_ group: String, _ resources: String..., named names: [String] = []) -> ResourceRule {
        ResourceRule(
            operations: ["CREATE", "UPDATE"], apiGroups: [group], resources: resources, resourceNames: names)
    }

    // MARK: Pods

    /// Pods, and everything that makes pods of a template.
    static let pods = ControlSubject(podRules, variables: podVariables)

    /// The same, when nothing that they have to have is missing.
    static let wholePods = ControlSubject(podRules, condition: isWhole, variables: podVariables)

    /// Pods that nothing makes again.
    static let barePods = ControlSubject([objects("", "pods")], condition: isWhole)

    /// What runs until it is told to stop.
    static let services = ControlSubject(
        [
            objects("", "replicationcontrollers"),
            objects("apps", "daemonsets", "deployments", "replicasets", "statefulsets"),
        ] + customServices, condition: isWhole, variables: podVariables)

    private static let podRules =
        [
            objects("", "pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"),
            objects("apps", "daemonsets", "deployments", "replicasets", "statefulsets"),
            objects("batch", "cronjobs", "jobs"),
            // A revision asks for a probe by itself.
            objects("serving.knative.dev", "configurations", "services"),
        ] + customServices

    /// Custom resources with the template of a Deployment: Argo Rollouts and OpenKruise.
    ///
    /// Sources: `pkg/apis/rollouts/v1alpha1/types.go` of argoproj/argo-rollouts, `apis/apps` of openkruise/kruise, and
    /// `pkg/apis/serving/v1` of knative/serving.
    private static let customServices = [
        objects("argoproj.io", "rollouts"), objects("apps.kruise.io", "clonesets", "daemonsets", "statefulsets"),
    ]

    // A patch of an overlay is no workload, and what it leaves out stands elsewhere: it has no image or no selector,
    // without which the server takes no object. As a condition it is no part of what decides.
    private static let isWhole = Control.Variable(
        name: "is-whole",
        expression: """
            (object.kind == 'Pod' ? [dyn(object)] : object.kind == 'PodTemplate' ? [dyn(object).?template.orValue({})] \
            : object.kind == 'CronJob' ? [dyn(object).?spec.?jobTemplate.?spec.?template.orValue({})] \
            : [dyn(object).?spec.?template.orValue({})]).exists(template, [template.?spec.?containers.orValue([])]\
            .exists(containers, containers != null && containers.size() > 0 \
            && containers.all(container, container.?image.orValue('') != ''))) \
            && (!(object.kind in ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']) \
            || dyn(object).?spec.?selector.hasValue())
            """)

    // The kinds differ in where the template is. The object is made dynamic because the type checker of the server
    // looks at each kind with all of these paths.
    private static let podVariables = [
        Control.Variable(
            name: "template",
            expression: """
                object.kind == 'Pod' ? dyn(object) \
                : object.kind == 'PodTemplate' ? dyn(object).?template.orValue({}) \
                : object.kind == 'CronJob' ? dyn(object).?spec.?jobTemplate.?spec.?template.orValue({}) \
                : dyn(object).?spec.?template.orValue({})
                """),
        Control.Variable(name: "podSpec", expression: "variables.template.?spec.orValue({})"),
        Control.Variable(name: "podContext", expression: "variables.podSpec.?securityContext.orValue({})"),
        // An unfinished object has null here.
        Control.Variable(
            name: "mainContainers",
            expression: "optional.ofNonZeroValue(variables.podSpec.?containers.orValue([])).orValue([])"),
        Control.Variable(
            name: "containers",
            expression: """
                variables.mainContainers + variables.podSpec.?initContainers.orValue([]) \
                + variables.podSpec.?ephemeralContainers.orValue([])
                """),
        // What a pod for Windows cannot have is not asked of it.
        Control.Variable(
            name: "linuxContainers",
            expression: "variables.podSpec.?os.?name.orValue('') == 'windows' ? [] : variables.containers"),
        Control.Variable(
            name: "hostPaths",
            expression: "variables.podSpec.?volumes.orValue([]).filter(volume, has(volume.hostPath))"),
        runtimeSocket, sensitivePath,
        Control.Variable(
            name: "writableSensitivePaths",
            expression: """
                variables.hostPaths.filter(volume, volume.hostPath.?path.orValue('').matches(variables.sensitivePath) \
                && variables.containers.exists(container, container.?volumeMounts.orValue([])\
                .exists(mount, mount.?name.orValue('') == volume.name && !mount.?readOnly.orValue(false))))
                """),
    ]

    // Paths of the node that are its runtime, or that it is run by.
    private static let runtimeSocket = Control.Variable(
        name: "runtimeSocket",
        expression: #"""
            r'^(/var)?/run/?$|^(/var)?/run/(containerd|crio|docker|podman|k3s/containerd)/?$\#
            |/(docker|containerd|crio|podman|cri-dockerd|dockershim|buildkitd)\.sock$'
            """#)
    private static let sensitivePath = Control.Variable(
        name: "sensitivePath",
        expression: #"""
            r'^/*$|^/(boot|etc|home|lib|lib64|proc|root|sbin|usr|bin|var|var/lib)/?$\#
            |^/etc/(cron\.[a-z]+|kubernetes|ssh|systemd)(/|$)|^/root/\#
            |^/var/lib/(containerd|docker|etcd|k0s|kubelet|rancher)(/(pods|pki|server))?/?$'
            """#)

    // MARK: Others

    static let persistentVolumes = ControlSubject(
        [objects("", "persistentvolumes")], variables: [runtimeSocket, sensitivePath])
    static let serviceObjects = ControlSubject([objects("", "services")])
    static let ingresses = ControlSubject([objects("networking.k8s.io", "ingresses")])
    static let networkPolicies = ControlSubject([objects("networking.k8s.io", "networkpolicies")])
    static let gateways = ControlSubject([objects("gateway.networking.k8s.io", "gateways")])
    static let apiServices = ControlSubject([objects("apiregistration.k8s.io", "apiservices")])

    static let clusterRoles = ControlSubject([objects(rbac, "clusterroles")], variables: roleVariables)
    static let roles = ControlSubject([objects(rbac, "clusterroles", "roles")], variables: roleVariables)
    static let bindings = ControlSubject(
        [objects(rbac, "clusterrolebindings", "rolebindings")], variables: bindingVariables)
    static let clusterRoleBindings = ControlSubject([objects(rbac, "clusterrolebindings")], variables: bindingVariables)
    static let roleBindings = ControlSubject([objects(rbac, "rolebindings")], variables: bindingVariables)
    private static let bindingVariables = [
        Control.Variable(name: "role", expression: "object.?roleRef.?name.orValue('')"),
        Control.Variable(name: "subjects", expression: "object.?subjects.orValue([])"),
    ]
    private static let rbac = "rbac.authorization.k8s.io"
    // A ClusterRole that others are gathered into has null here.
    private static let roleVariables = [
        Control.Variable(
            name: "rules", expression: "optional.ofNonZeroValue(dyn(object).?rules.orValue([])).orValue([])")
    ]

    /// Applications, and what makes them of a template.
    static let applications = ControlSubject(
        [objects("argoproj.io", "applications", "applicationsets")], variables: sourceVariables)
    static let applicationSets = ControlSubject([objects("argoproj.io", "applicationsets")])
    static let projects = ControlSubject([objects("argoproj.io", "appprojects")])
    static let plainSecrets = ControlSubject(
        [objects("", "secrets")],
        condition: Control.Variable(name: "is-not-encrypted", expression: "!dyn(object).?sops.hasValue()"))
    // Conditions are no part of what decides, so that findings stand at the value and not at the label.
    static let repositorySecrets = ControlSubject(
        [objects("", "secrets")],
        condition: Control.Variable(
            name: "is-repository",
            expression: """
                object.metadata.?labels[?'argocd.argoproj.io/secret-type'].orValue('') in ['repository', 'repo-creds']
                """))

    /// A ConfigMap by which Argo CD is configured.
    static func argoConfiguration(_ name: String) -> ControlSubject {
        ControlSubject(
            [objects("", "configmaps", named: [name])],
            variables: [Control.Variable(name: "data", expression: "object.?data.orValue({})")])
    }

    private static let sourceVariables = [
        Control.Variable(
            name: "spec",
            expression: """
                object.kind == 'ApplicationSet' ? dyn(object).?spec.?template.?spec.orValue({}) \
                : dyn(object).?spec.orValue({})
                """),
        Control.Variable(
            name: "sources",
            expression: """
                variables.spec.?sources.orValue([]) + (has(variables.spec.source) ? [variables.spec.source] : []) \
                + (has(variables.spec.sourceHydrator) && has(variables.spec.sourceHydrator.drySource) \
                ? [variables.spec.sourceHydrator.drySource] : [])
                """),
    ]

    static let fluxKustomizations = ControlSubject([objects("kustomize.toolkit.fluxcd.io", "kustomizations")])
    // A chart in Git or in a bucket has the version that stands there, whatever is asked for.
    static let fluxCharts = ControlSubject(
        [objects("helm.toolkit.fluxcd.io", "helmreleases"), objects("source.toolkit.fluxcd.io", "helmcharts")],
        condition: Control.Variable(
            name: "has-chart",
            expression: """
                !((object.kind == 'HelmChart' ? object.?spec.?sourceRef.?kind.orValue('') \
                : object.?spec.?chart.?spec.?sourceRef.?kind.orValue('')) in ['', 'Bucket', 'GitRepository'])
                """))
    static let fluxAppliers = ControlSubject([
        objects("kustomize.toolkit.fluxcd.io", "kustomizations"), objects("helm.toolkit.fluxcd.io", "helmreleases"),
    ])
    static let fluxSources = ControlSubject([
        objects("source.toolkit.fluxcd.io", "buckets", "gitrepositories", "helmrepositories", "ocirepositories")
    ])
    static let fluxVerifiableSources = ControlSubject([
        objects("source.toolkit.fluxcd.io", "gitrepositories", "ocirepositories")
    ])
    static let fluxOCIRepositories = ControlSubject([objects("source.toolkit.fluxcd.io", "ocirepositories")])
    static let fluxReceivers = ControlSubject([objects("notification.toolkit.fluxcd.io", "receivers")])
}
