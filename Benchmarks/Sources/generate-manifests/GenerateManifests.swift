import Foundation
import ManifestGenerator

/// Writes generated manifests to a directory: `generate-manifests COUNT SEED DIR`.
@main
enum GenerateManifests {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map { $0 }
        guard arguments.count == 3, let count = Int(arguments[0]), count > 0, let seed = UInt64(arguments[1]) else {
            FileHandle.standardError.write(Data("usage: generate-manifests COUNT SEED DIR\n".utf8))
            exit(64)
        }
        let root = URL(fileURLWithPath: arguments[2], isDirectory: true)
        var byteCount = 0
        let files = ManifestGenerator(seed: seed).files(objects: count)
        for file in files {
            let url = root.appendingPathComponent(file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let data = Data(file.yaml.utf8)
            byteCount += data.count
            try data.write(to: url)
        }
        print("objects \(count) count")
        print("files \(files.count) count")
        print("size \(byteCount) bytes")
    }
}
