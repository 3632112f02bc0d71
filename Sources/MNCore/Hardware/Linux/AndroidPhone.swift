/// An ARM machine that closes its lists of devices to programs, as Android does on every phone.
///
/// A phone has no graphics card and is no Raspberry Pi, so what may not be read there is not there.
struct AndroidPhone: Machine {
    let inner: any Machine
    /// The release of the kernel, which mostly names Android.
    let release: String

    /// Where cards, boards and limits are looked for.
    private static let closed = [
        "/sys/", "/dev", "/proc/cpuinfo", "/proc/device-tree/", "/proc/driver/",
    ]

    func answer(_ access: Access, within limit: Duration) async -> Outcome {
        let outcome = await inner.answer(access, within: limit)
        guard outcome == .denied else { return outcome }
        switch access {
        case .file(let path) where Self.closed.contains(where: path.hasPrefix),
            .directory(let path) where Self.closed.contains(where: path.hasPrefix):
            return await isAndroid(within: limit) ? .absent : outcome
        default: return outcome
        }
    }

    private func isAndroid(within limit: Duration) async -> Bool {
        if release.lowercased().contains("android") { return true }
        // Kernels of old phones do not name it, but every program there is told its folder.
        let root = Access.environment("ANDROID_ROOT")
        if case .value = await inner.answer(root, within: limit) { return true }
        return false
    }
}
