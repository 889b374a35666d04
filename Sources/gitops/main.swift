print("gitops")
