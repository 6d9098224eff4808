/* The header needs no other one before it and may be included twice. Compiled as C and as C++. */

#include <liveberth.h>
#include <liveberth.h>

int main(void)
{
    return liveberth_abi_version() == LIVEBERTH_ABI_VERSION ? 0 : 1;
}
