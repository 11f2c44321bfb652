using System.Runtime.InteropServices;

namespace RaftLog.Storage.Disks;

/// <summary>Translates what .NET and the system calls report into a <see cref="DiskException"/> with its blast radius.</summary>
internal static class DiskErrors
{
    private const int Eio = 5;
    private const int Enomem = 12;
    private const int Eacces = 13;
    private const int Enfile = 23;
    private const int Emfile = 24;
    private const int Enospc = 28;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Errors of ours that <see cref="Wrap"/> must translate; anything else is a defect and passes through.</summary>
    public static bool IsDiskError(Exception exception) =>
        exception is (IOException or UnauthorizedAccessException or NotSupportedException) and not DiskException;

    /// <summary>The <see cref="DiskException"/> for an exception of System.IO.</summary>
    public static DiskException Wrap(Exception exception, string path) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(DiskFailure.Access, path, "no such file or folder", exception),
        UnauthorizedAccessException => new(DiskFailure.Access, path, $"permission denied ({exception.Message})", exception),
        PathTooLongException or NotSupportedException => new(DiskFailure.Access, path, exception.Message, exception),
        _ => new(Classify(exception.HResult), path, exception.Message, exception),
    };

    /// <summary>The <see cref="DiskException"/> for the error number a system call left behind.</summary>
    public static DiskException FromLastError(string path, string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new(ClassifyErrno(error), path, $"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
    }

    /// <summary>True when a lock is held by somebody else, as .NET reports it.</summary>
    public static bool IsSharingViolation(int hresult) =>
        OperatingSystem.IsWindows() ? (hresult & 0xFFFF) == 32 : hresult == WouldBlock;

    /// <summary>True when the last system call gave up because it would have had to wait.</summary>
    public static bool IsLastErrorWouldBlock() => Marshal.GetLastPInvokeError() == WouldBlock;

    /// <summary>.NET puts the bare errno into HResult on Unix, and an HRESULT on Windows.</summary>
    public static DiskFailure Classify(int hresult)
    {
        if (!OperatingSystem.IsWindows()) return ClassifyErrno(hresult);
        return (hresult & 0xFFFF) switch
        {
            39 or 112 or 1295 => DiskFailure.Full, // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED
            4 or 8 or 14 or 1450 => DiskFailure.Resources, // too many open files, not enough memory, no system resources
            2 or 3 or 5 or 19 or 32 or 33 or 80 or 123 or 183 => DiskFailure.Access, // missing, denied, write protected, shared, taken
            _ => DiskFailure.Io,
        };
    }

    public static DiskFailure ClassifyErrno(int error)
    {
        if (error == (OperatingSystem.IsMacOS() ? 69 : 122)) return DiskFailure.Full; // EDQUOT
        return error switch
        {
            Enospc => DiskFailure.Full,
            Enomem or Enfile or Emfile => DiskFailure.Resources,
            // EPERM, ENOENT, EACCES, EEXIST, EXDEV, ENOTDIR, EISDIR, EROFS, and ENOTEMPTY and ENAMETOOLONG of both systems.
            1 or 2 or Eacces or 17 or 18 or 20 or 21 or 30 => DiskFailure.Access,
            36 or 39 when OperatingSystem.IsLinux() => DiskFailure.Access,
            63 or 66 when OperatingSystem.IsMacOS() => DiskFailure.Access,
            Eio => DiskFailure.Io,
            _ => DiskFailure.Io, // an unknown error of a disk is never taken for a harmless one
        };
    }
}
