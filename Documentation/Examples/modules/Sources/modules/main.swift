// Runs the examples that need no cluster, over a folder of manifests in a repository.
let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    print("usage: modules REPOSITORY FOLDER")
    throw Usage()
}

struct Usage: Error {}

try images(in: arguments[2])
try await recentChanges(in: arguments[1])
try check(arguments[2])
print(try names(in: "web-1 Web"))
