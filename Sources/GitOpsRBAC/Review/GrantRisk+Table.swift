extension GrantRisk {
    private static let write = ["create", "update", "patch"]
    private static let rbac = "rbac.authorization.k8s.io"

    /// Every kind of grant that is looked for. Adding one is a line.
    ///
    /// Sources: the documentation page "RBAC good practices" of Kubernetes; `controls/` of kubescape/regolibrary, which
    /// also names the recommendations of the CIS Kubernetes Benchmark 1.12, section 5.1
    /// (`frameworks/cis-v1.12.0.json`); the containers matrix of MITRE ATT&CK. A control stands here only where it asks
    /// for the grant itself, not for what the grant leads to.
    public static let all: [GrantRisk] = [
        GrantRisk(
            "everything", "every verb on every resource", .critical, .everything, "C-0035", "C-0185", "CIS-5.1.1",
            "CIS-5.1.3"),
        GrantRisk(
            "wildcard-verbs", "every verb, also those to come", .medium, .wildcard(.verbs), "C-0187", "CIS-5.1.3"),
        GrantRisk(
            "wildcard-resources", "every resource of a group, also those to come", .high, .wildcard(.resources),
            "C-0187",
            "CIS-5.1.3"),
        GrantRisk(
            "wildcard-groups", "a resource of every API group", .medium, .wildcard(.groups), "C-0187", "CIS-5.1.3"),
        GrantRisk("wildcard-paths", "every path that is no resource", .low, .wildcard(.paths)),
        GrantRisk(
            "secrets-read", "reads Secrets: a list or watch returns their contents", .high,
            .allows(verbs: ["get", "list", "watch"], groups: [""], resources: ["secrets"]), "C-0015", "C-0186",
            "CIS-5.1.2", "T1552.007"),
        GrantRisk(
            "secrets-write",
            "writes Secrets: a Secret of the right type becomes a token of any service account beside it",
            .high, .allows(verbs: write, groups: [""], resources: ["secrets"])),
        GrantRisk(
            "pods-exec", "runs commands in containers", .high,
            .allows(verbs: ["create", "get"], groups: [""], resources: ["pods/exec", "pods/attach"]), "C-0002", "T1609"),
        GrantRisk(
            "pods-ephemeral", "adds containers to running pods", .high,
            .allows(verbs: ["update", "patch"], groups: [""], resources: ["pods/ephemeralcontainers"]), "T1609"),
        GrantRisk(
            "pods-port-forward", "reaches ports of pods past network policies", .medium,
            .allows(
                verbs: ["create", "get"], groups: [""], resources: ["pods/portforward", "pods/proxy", "services/proxy"]),
            "C-0063"),
        GrantRisk(
            "pods-write", "makes or changes pods, which may use any service account and Secret of the namespace", .high,
            .allows(verbs: write, groups: [""], resources: ["pods", "replicationcontrollers"]), "C-0188", "CIS-5.1.4",
            "T1610"),
        GrantRisk(
            "workloads-write", "makes or changes workloads, which make pods", .high,
            .allows(
                verbs: write, groups: ["apps", "batch"],
                resources: ["deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs"]),
            "T1610"),
        GrantRisk(
            "impersonate", "acts as others", .critical,
            .allows(
                verbs: ["impersonate"], groups: [""], resources: ["users", "groups", "serviceaccounts"],
                inNamespace: ["serviceaccounts"]), "C-0065",
            "C-0191", "CIS-5.1.8"),
        GrantRisk(
            "impersonate-constrained", "acts as others for some verbs", .high,
            .allows(
                verbs: ["impersonate:user-info", "impersonate:serviceaccount", "impersonate:arbitrary-node"],
                groups: ["authentication.k8s.io"], resources: ["users", "groups", "serviceaccounts", "nodes"],
                inNamespace: ["serviceaccounts"])),
        GrantRisk(
            "escalate", "writes rules into roles that it does not hold itself", .critical,
            .allows(verbs: ["escalate"], groups: [rbac], resources: ["roles", "clusterroles"], inNamespace: ["roles"]),
            "C-0191", "CIS-5.1.8",
            "T1098.006"),
        GrantRisk(
            "bind", "binds roles that it does not hold itself", .critical,
            .allows(verbs: ["bind"], groups: [rbac], resources: ["roles", "clusterroles"]), "C-0191", "CIS-5.1.8",
            "T1098.006"),
        GrantRisk(
            "bindings-write", "passes on what it holds", .medium,
            .allows(
                verbs: write, groups: [rbac], resources: ["rolebindings", "clusterrolebindings"],
                inNamespace: ["rolebindings"]),
            "T1098.006"),
        GrantRisk(
            "roles-write", "writes rules that it holds into roles of others", .medium,
            .allows(verbs: write, groups: [rbac], resources: ["roles", "clusterroles"], inNamespace: ["roles"]),
            "T1098.006"),
        GrantRisk(
            "nodes-proxy", "runs commands in every pod of a node through its kubelet, by get already", .critical,
            .allows(verbs: ["get", "create"], groups: [""], resources: ["nodes/proxy"], inNamespace: []), "C-0279",
            "CIS-5.1.10", "T1609"
        ),
        GrantRisk(
            "nodes-write", "steers which pods run where", .medium,
            .allows(
                verbs: ["update", "patch", "delete"], groups: [""], resources: ["nodes", "nodes/status"],
                inNamespace: [])),
        GrantRisk(
            "tokens-create", "makes tokens of service accounts", .high,
            .allows(verbs: ["create"], groups: [""], resources: ["serviceaccounts/token"]), "C-0282", "CIS-5.1.13",
            "T1528"),
        GrantRisk(
            "certificates-approve", "approves certificates, which are identities", .high,
            .allows(
                verbs: ["update", "patch"], groups: ["certificates.k8s.io"],
                resources: ["certificatesigningrequests/approval"], inNamespace: []),
            "C-0280", "CIS-5.1.11"),
        GrantRisk(
            "volumes-create", "makes PersistentVolumes, which may be directories of a node", .high,
            .allows(verbs: ["create"], groups: [""], resources: ["persistentvolumes"], inNamespace: []), "C-0278",
            "CIS-5.1.9"),
        GrantRisk(
            "webhooks-write", "reads and changes every object on its way into the cluster", .critical,
            .allows(
                verbs: write, groups: ["admissionregistration.k8s.io"],
                resources: [
                    "mutatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
                ], inNamespace: []),
            "C-0281", "CIS-5.1.12"),
        // A validating webhook is sent the object, Secrets among them, and answers yes or no.
        GrantRisk(
            "validating-webhooks-write", "reads and refuses every object on its way into the cluster", .high,
            .allows(
                verbs: write, groups: ["admissionregistration.k8s.io"], resources: ["validatingwebhookconfigurations"],
                inNamespace: []),
            "C-0281", "CIS-5.1.12"),
        GrantRisk(
            "guardrails-off", "switches checks of admission off", .high,
            .allows(
                verbs: ["update", "patch", "delete", "deletecollection"], groups: ["admissionregistration.k8s.io"],
                resources: [
                    "validatingwebhookconfigurations", "validatingadmissionpolicies",
                    "validatingadmissionpolicybindings",
                ], inNamespace: []),
            "C-0281", "CIS-5.1.12"),
        GrantRisk(
            "definitions-write", "changes CustomResourceDefinitions, whose conversion sees every object", .high,
            .allows(
                verbs: write, groups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"],
                inNamespace: [])),
        GrantRisk(
            "api-services-write", "answers for a whole API group", .critical,
            .allows(verbs: write, groups: ["apiregistration.k8s.io"], resources: ["apiservices"], inNamespace: [])),
        GrantRisk(
            "anonymous", "a grant to everybody who reaches the API server, without credentials", .critical,
            .subject([.user("system:anonymous"), .group("system:unauthenticated")]), "C-0262"),
        GrantRisk(
            "authenticated", "a grant to everybody with any credentials, all service accounts among them", .high,
            .subject([.group("system:authenticated")]), "C-0265"),
        GrantRisk(
            "all-service-accounts", "a grant to every workload of the cluster", .high,
            .subject([.group("system:serviceaccounts")])),
        GrantRisk(
            "masters", "names system:masters, whose members no binding limits", .high,
            .subject([.group("system:masters")]), "CIS-5.1.7"),
    ]
}
