import GitOpsManifest

/// Whom a webhook asks, by its `clientConfig`.
struct WebhookServer: Hashable {
    /// The host, and its port behind a colon, in small letters.
    private let authority: String
    private let isService: Bool

    /// `nil` where neither a service nor a URL stands.
    init?(_ clientConfig: Node?) {
        if let url = clientConfig?["url"]?.string {
            let rest = url.lowercased().split(separator: "://", maxSplits: 1).last.map(String.init) ?? ""
            authority = String(rest.prefix { !"/?#".contains($0) })
            isService = false
        } else if let service = clientConfig?["service"], service.kind == .object {
            authority = "\(service["name"]?.string ?? "").\(service["namespace"]?.string ?? "").svc"
            isService = true
        } else {
            return nil
        }
    }

    /// Whether the server may be one that nobody runs in the cluster: what is no plain name of a service is taken for one.
    var isOutside: Bool {
        if isService { return false }
        let host = authority.prefix { $0 != ":" }
        guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }) else {
            return true
        }
        return !host.hasSuffix(".svc") && !host.hasSuffix(".svc.cluster.local")
    }

    /// Whether a webhook that asked one server asks another one, outside the cluster.
    static func leaves(_ old: Node?, _ new: Node?) -> Bool {
        guard let before = WebhookServer(old), let after = WebhookServer(new) else { return false }
        return after.isOutside && after != before
    }

    /// Whether a webhook that asked none asks one outside the cluster.
    static func isNewOutside(_ old: Node?, _ new: Node?) -> Bool {
        WebhookServer(old) == nil && WebhookServer(new)?.isOutside == true
    }
}
