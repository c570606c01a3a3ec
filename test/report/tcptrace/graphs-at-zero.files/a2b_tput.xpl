timeval signed
title
10.0.0.1:1000_==>_10.0.0.2:80 (throughput)
xlabel
time
ylabel
thruput (bytes/sec)
dot 1.000000 13 yellow
go
