// The table of edges: identities of clouds.
extension EscalationEdge {
    static let cloudEdges: [EscalationEdge] = [
        EscalationEdge(
            "G1", "uses the AWS role of a service account", needs: [.has(.workload), .given(.cloudAccounts(.aws))],
            gains: .here(.cloud),
            source: "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html"),
        EscalationEdge(
            "G2", "uses the Google account of a service account",
            needs: [.has(.workload), .given(.cloudAccounts(.google))], gains: .here(.cloud),
            source: "https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity"),
        EscalationEdge(
            "G3", "uses the Azure identity of a service account",
            needs: [.has(.workload), .given(.cloudAccounts(.azure))], gains: .here(.cloud),
            source: "https://azure.github.io/azure-workload-identity/docs/"),
    ]
}
