using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RaftLog.Storage.Disks;

/// <summary>
/// The system calls .NET has no method for: fdatasync, the sync of a folder or a whole file system, an advisory lock, and a
/// rename that never turns into a copy.
/// </summary>
internal static partial class PosixCalls
{
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    private const int OpenCloseOnExecLinux = 0x80000;
    private const int OpenCloseOnExecMac = 0x1000000;

    /// <summary>
    /// O_RDONLY with close-on-exec; O_DIRECTORY is left out because its number differs between processors, and opening a file
    /// by mistake only syncs that file.
    /// </summary>
    public static int OpenDirectoryFlags => OperatingSystem.IsMacOS() ? OpenCloseOnExecMac : OpenCloseOnExecLinux;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFs(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);
}
