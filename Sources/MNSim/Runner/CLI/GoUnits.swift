import MNCore

/// Sizes and ages as the Go package docker/go-units writes them.
///
/// Source: github.com/docker/go-units, size.go and duration.go.
enum GoUnits {
    private static let decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

    /// With two decimals, however many are needed: `42.00B`, `497.92kB`.
    static func size(_ bytes: ByteCount) -> String {
        let (value, unit) = scaled(bytes)
        return GoText.twoDecimals(value) + unit
    }

    /// With four digits in all: `880B`, `16.38kB`, `4.195MB`.
    static func shortSize(_ bytes: ByteCount) -> String {
        let (value, unit) = scaled(bytes)
        return fourDigits(value) + unit
    }

    /// As a GGUF file's own reader writes the size of its weights: `256.35 MiB`, `1.20 GiB`.
    static func binarySize(_ bytes: ByteCount) -> String {
        var value = Double(bytes)
        var index = 0
        while value >= 1024, index < binaryUnits.count - 1 {
            value /= 1024
            index += 1
        }
        return GoText.twoDecimals(value) + " " + binaryUnits[index]
    }

    private static let binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"]

    private static func scaled(_ bytes: ByteCount) -> (Double, String) {
        var value = Double(bytes)
        var index = 0
        while value >= 1000, index < decimalUnits.count - 1 {
            value /= 1000
            index += 1
        }
        return (value, decimalUnits[index])
    }

    /// A number below 1000 as `%.4g` prints it: four digits, without zeros at the end.
    private static func fourDigits(_ value: Double) -> String {
        let decimals = value >= 999.95 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : value >= 1 ? 3 : 4
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let rounded = Int(saturating: value * Double(scale) + 0.5)
        var text = "\(rounded / scale)"
        if decimals > 0, rounded % scale != 0 {
            var digits = String(scale + rounded % scale).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text
    }

    /// `Less than a second`, `16 minutes`, `About an hour`, `3 weeks`.
    static func age(_ duration: Duration) -> String {
        let seconds = Seconds(duration).whole
        let minutes = seconds / 60
        // Hours are rounded, minutes are not.
        let hours = (seconds + 1800) / 3600
        if seconds < 1 { return "Less than a second" }
        if seconds == 1 { return "1 second" }
        if seconds < 60 { return "\(seconds) seconds" }
        if minutes == 1 { return "About a minute" }
        if minutes < 60 { return "\(minutes) minutes" }
        if hours == 1 { return "About an hour" }
        if hours < 48 { return "\(hours) hours" }
        if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
        if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
        if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
        return "\(seconds / 3600 / 24 / 365) years"
    }
}
