/// The sizes that drivers of Windows leave in the registry, which holds removed adapters too.
struct WindowsSizes: Sendable {
    private struct Key: Sendable {
        /// The parts of `MatchingDeviceId`: `PCI`, `VEN_1002`, `DEV_73FF`.
        var parts: Set<Substring>
        var bytes: ByteCount
    }

    private var access = Access.command(PowerShell.Query.displayClass.argv)
    private var keys: [Key] = []
    private var gaps: [Gap] = []

    static func read(_ inquiry: Inquiry) async -> WindowsSizes {
        var sizes = WindowsSizes()
        switch await PowerShell(inquiry: inquiry).ask(.displayClass) {
        case .absent: break
        case .gap(let gap): sizes.gaps = [gap]
        case .known(let rows):
            for row in rows.objects {
                guard let device = row["MatchingDeviceId"]?.string,
                    let bytes = MemoryProbe.believed(row["Size"]?.integer), bytes > .zero
                else { continue }
                sizes.keys.append(Key(parts: parts(device), bytes: bytes))
            }
        }
        return sizes
    }

    /// The size that the driver of a live adapter left; unknown if it left none, or several that differ.
    func size(of device: String) -> Fact<MemorySize> {
        let parts = Self.parts(device)
        let sizes = Set(keys.filter { $0.parts.isSubset(of: parts) }.map(\.bytes))
        guard let bytes = sizes.first, sizes.count == 1 else {
            return .unknown(
                gaps.isEmpty
                    ? [Gap(access, .unreadable("no one size for \(device)"))] : gaps)
        }
        return .known(
            .nominal(bytes),
            [Evidence(access, "HardwareInformation.qwMemorySize", quote: bytes.number)])
    }

    private static func parts(_ device: String) -> Set<Substring> {
        Set(device.uppercased().split { $0 == "\\" || $0 == "&" })
    }
}
