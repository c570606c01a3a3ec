timeval signed
title
10.0.0.1:1000_==>_10.0.0.2:80 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
red
dot 0.500000 500
go
