import Foundation
import GitOpsManifest

/// Watches for drift from a folder: `kubectl get --raw '/apis/apps/v1/deployments?watch=1' | controller deploy/`.
@main
struct Main {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            print("give the folder with what is desired; events come from standard input")
            exit(64)
        }
        let folder = CommandLine.arguments[1]
        let controller = DriftController(
            clock: .continuous, interval: .seconds(60),
            desired: { try await ManifestLoader(naming: .relativeToDirectory).load([folder]) }, tell: { print($0) })
        let (events, continuation) = AsyncStream<WatchEvent>.makeStream()
        // Reading blocks, so that it has a thread of its own.
        Thread.detachNewThread {
            while let line = readLine() { continuation.yield(WatchEvent(line: line)) }
            continuation.finish()
        }
        let drifted = try await controller.run(events)
        print("\(drifted.count) not in sync")
        if !drifted.isEmpty { exit(1) }
    }
}
