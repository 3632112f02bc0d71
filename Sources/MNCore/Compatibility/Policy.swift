/// The numbers of the rules that are no model's.
package struct Policy: Hashable, Sendable {
    /// The share of a printed size that must be reported.
    ///
    /// Real boxes of 32 GB report 30.7 to 31.3 GiB, laptops of 16 GB 15.6, cards of 8 GB 8151 to 8188
    /// MiB, a T4 of 16 GB 15360 (hardware.md §2.1).
    package var nominalShare = 0.92

    /// Driver data in place of what is built in, which most rules do without and nobody reads for them.
    package var ownDrivers: DriverData?

    package static let standard = Policy()

    /// What is known of drivers and of the runner's images.
    package var drivers: DriverData {
        get { ownDrivers ?? .builtin }
        set { ownDrivers = newValue }
    }

    /// Whether a reported size meets a minimum; unknown if the size is, unless there is no minimum.
    package func suffices(_ size: MemorySize?, _ minimum: Requirements.Minimum) -> Ternary {
        minimum.isMet(by: size, nominalShare: nominalShare)
    }

    /// The least number of bytes that meets a minimum.
    ///
    /// - Parameter isNominal: whether the size is reported as that of a box is.
    package func leastBytes(_ minimum: Requirements.Minimum, isNominal: Bool) -> ByteCount {
        let least = (Double(minimum.bytes) * nominalShare).rounded(.up)
        return isNominal ? ByteCount(least) : minimum.bytes
    }
}

extension Requirements.Minimum {
    /// Whether a reported size meets it; unknown if the size is, unless there is no minimum.
    func isMet(by size: MemorySize?, nominalShare: Double) -> Ternary {
        if bytes == .zero { return .yes }
        guard let size else { return .unknown }
        return Ternary(
            size.isNominal
                ? Double(size.bytes) >= Double(bytes) * nominalShare : size.bytes >= bytes)
    }
}
