/// The free space where the runner keeps its models.
public struct StoreSpace: Hashable, Sendable {
    /// The folder whose file system was looked at.
    public var path: String
    /// Bytes that are free there for ordinary users.
    public var free: ByteCount

    public init(path: String, free: ByteCount) {
        self.path = path
        self.free = free
    }
}
