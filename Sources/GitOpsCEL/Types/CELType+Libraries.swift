/// The types that the libraries of Kubernetes have.
///
/// Source: https://github.com/kubernetes/apiserver/tree/master/pkg/cel.
extension CELType {
    /// An amount, as `quantity('500m')` makes it.
    public static let quantity = CELType.opaque("kubernetes.Quantity")
    /// What `url('https://example.com')` makes.
    public static let url = CELType.opaque("kubernetes.URL")
    /// An address, as `ip('10.0.0.1')` makes it.
    public static let ip = CELType.opaque("net.IP")
    /// A range of addresses, as `cidr('10.0.0.0/8')` makes it.
    public static let cidr = CELType.opaque("net.CIDR")
    /// What `format.dns1123Label()` gives.
    public static let namedFormat = CELType.opaque("kubernetes.NamedFormat")
    /// What `semver('1.2.3')` makes.
    public static let semver = CELType.opaque("kubernetes.Semver")
    /// The variable `authorizer` of admission policies.
    public static let authorizer = CELType.opaque("kubernetes.authorization.Authorizer")
    /// A question about a path that is no resource.
    public static let pathCheck = CELType.opaque("kubernetes.authorization.PathCheck")
    /// A question about a group, not complete yet.
    public static let groupCheck = CELType.opaque("kubernetes.authorization.GroupCheck")
    /// A question about a resource, such as the variable `authorizer.requestResource` of admission policies.
    public static let resourceCheck = CELType.opaque("kubernetes.authorization.ResourceCheck")
    /// The answer to a question.
    public static let decision = CELType.opaque("kubernetes.authorization.Decision")
}
