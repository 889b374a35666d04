public import ArgumentParser
public import GitOpsPolicy

extension UnlistedNamespaces: ExpressibleByArgument {}
