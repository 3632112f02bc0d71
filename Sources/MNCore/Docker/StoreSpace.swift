/// The free space where the runner keeps its models.
package struct StoreSpace: Hashable, Sendable {
    /// The folder whose file system was looked at.
    package var path: String
    /// Bytes that are free there for ordinary users.
    package var free: ByteCount

    package init(path: String, free: ByteCount) {
        self.path = path
        self.free = free
    }
}
