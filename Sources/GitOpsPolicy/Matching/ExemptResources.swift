/// Resources that admission policies are never asked about.
enum ExemptResources {
    /// By group and resource. The first four are the policies themselves, which could not be mended otherwise; the
    /// others are questions, which are not stored.
    ///
    /// Sources: `admissionResources` in `k8s.io/apiserver/pkg/admission/plugin/policy/generic/plugin.go`, and
    /// `pkg/kubeapiserver/admission/exclusion/resources.go` of Kubernetes.
    private static let all: [(group: String, resources: [String])] = [
        (
            "admissionregistration.k8s.io",
            [
                "validatingadmissionpolicies", "validatingadmissionpolicybindings", "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings",
            ]
        ),
        ("authentication.k8s.io", ["selfsubjectreviews", "tokenreviews"]),
        (
            "authorization.k8s.io",
            [
                "localsubjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectrulesreviews",
                "subjectaccessreviews",
            ]
        ),
    ]

    static func contains(_ resource: GroupVersionResource) -> Bool {
        all.contains { $0.group == resource.group && $0.resources.contains(resource.resource) }
    }
}
