import MNCore

/// The version of a driver in the words of inventories.
enum ReportedDriver {
    /// Majors have had three digits since 2006, and dates and other programs' versions have others.
    private static let leastMajor = 100
    /// How far beyond the newest that is known a major may be: some years of them.
    private static let mostAhead = 100

    /// In NVIDIA's own numbers: `550.54.15`, `551.86`, or `31.0.15.5186` as Windows numbers that.
    ///
    /// What is no such version is not known. A version of Windows that is none of NVIDIA's is another
    /// adapter's.
    static func nvidia(
        _ text: String, _ data: DriverData = .builtin
    ) -> Testimony<String> {
        let text = text.trimmed
        if text.split(separator: ".", omittingEmptySubsequences: false).count == 4 {
            guard let version = WindowsDriver.nvidiaVersion(text) else {
                return .unknown("its driver is numbered as another vendor's")
            }
            return own(version, data)
        }
        return own(text, data)
    }

    private static func own(_ text: String, _ data: DriverData) -> Testimony<String> {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isVersion =
            (1...3).contains(parts.count)
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isASCIIDigit)
            }
        guard isVersion, let major = parts.first.flatMap({ Int($0) }) else {
            return .unknown("its driver is no version of NVIDIA's")
        }
        let newest = data.driverCUDA.map(\.driver.major).max() ?? 0
        return (leastMajor...max(leastMajor, newest + mostAhead)).contains(major)
            ? .value(text) : .unknown("its driver is no version of NVIDIA's")
    }
}
