/// The numbers of the rules that are no model's.
package struct Policy: Hashable, Sendable {
    /// The share of a printed size that must be reported.
    ///
    /// Real boxes of 32 GB report 30.7 to 31.3 GiB, laptops of 16 GB 15.6, cards of 8 GB 8151 to 8188
    /// MiB, a T4 of 16 GB 15360 (hardware.md §2.1).
    package var nominalShare = 0.92

    /// What is known of drivers and of the runner's images.
    package var drivers = DriverData.builtin

    package static let standard = Policy()

    /// Whether a reported size meets a minimum; unknown if the size is, unless there is no minimum.
    func suffices(_ size: MemorySize?, _ minimum: Requirements.Minimum) -> Truth {
        if minimum.bytes == .zero { return .yes }
        guard let size else { return .unknown }
        return Truth(
            size.isNominal
                ? Double(size.bytes) >= Double(minimum.bytes) * nominalShare
                : size.bytes >= minimum.bytes)
    }
}
