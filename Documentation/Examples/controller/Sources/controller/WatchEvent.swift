import GitOpsManifest

/// A line of a watch. Source: k8s.io/apimachinery `pkg/apis/meta/v1/watch.go`, `WatchEvent`.
enum WatchEvent: Sendable {
    case changed(Manifest)
    case gone(ResourceID)
    case unreadable(String)

    init(line: String) {
        do {
            let event = try Document(json: line).root
            guard let object = event["object"], let type = event["type"]?.string, type != "ERROR" else {
                self = .unreadable(event["object"]?["message"]?.string ?? "it has no type and object")
                return
            }
            var builder = DocumentBuilder()
            builder.append(object)
            let manifests = Manifest.all(in: try builder.finish(), path: "<watch>")
            guard let manifest = try manifests.first?.get() else {
                self = .unreadable("its object is null")
                return
            }
            self = type == "DELETED" ? .gone(manifest.id) : .changed(manifest)
        } catch {
            self = .unreadable("\(error)")
        }
    }

    var id: ResourceID? {
        switch self {
        case .changed(let manifest): manifest.id
        case .gone(let id): id
        case .unreadable: nil
        }
    }
}
